package identity

import (
	_ "embed"
	"strings"
	"unicode"
)

// common.txt lists passwords and words that are tried first: the usual French, English and Arabic-latin ones, keyboard
// walks, names of clubs, brands and months. One a line, lower case.
//
//go:embed common.txt
var commonText string

var commonWords = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(commonText) {
		all[w] = true
	}
	return all
}()

var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i", "€", "e")

// commonPassword reports whether a password of sufficient length is still among the first to be tried: on the list,
// dressed up with digits and signs around a word of the list or two, written in "leet", one piece repeated, or a walk along the
// alphabet, the digits or the keyboard.
func commonPassword(password string) bool {
	low := strings.ToLower(password)
	if commonWords[low] || repeated(low) || walk(low) || fewSigns(low) {
		return true
	}
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, dressed := range []string{strings.TrimFunc(low, notLetter), unleet.Replace(low), strings.TrimFunc(unleet.Replace(strings.TrimRightFunc(low, notLetter)), notLetter)} {
		bare := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, dressed)
		if bare == "" || commonWords[dressed] || commonWords[bare] || twoWords(bare) {
			return true
		}
	}
	return false
}

// twoWords reports whether a text is two words of the list side by side.
func twoWords(s string) bool {
	for i := 3; i <= len(s)-3; i++ {
		if commonWords[s[:i]] && commonWords[s[i:]] {
			return true
		}
	}
	return false
}

// repeated reports whether a text is one piece again and again.
func repeated(s string) bool {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return true
		}
	}
	return false
}

// fewSigns reports whether a text is made of fewer than five different characters.
func fewSigns(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) < 5
}

var rows = func() []string {
	var all []string
	for _, r := range []string{"abcdefghijklmnopqrstuvwxyz", "1234567890", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm",
		"qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1aqw2zsx3edc4rfv5tgb6yhn7ujk8il9om0p"} {
		back := []byte(r)
		for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
			back[i], back[j] = back[j], back[i]
		}
		all = append(all, r+r, string(back)+string(back))
	}
	return all
}()

// walk reports whether a text is cut from at most two walks of four signs or more along a row.
func walk(s string) bool {
	on := func(piece string) bool {
		for _, row := range rows {
			if strings.Contains(row, piece) {
				return true
			}
		}
		return false
	}
	if on(s) {
		return true
	}
	for i := 4; i <= len(s)-4; i++ {
		if on(s[:i]) && on(s[i:]) {
			return true
		}
	}
	return false
}
