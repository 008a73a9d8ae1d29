package identity

import (
	"crypto/sha256"
	_ "embed"
	"sort"
	"strings"
	"unicode"
)

// breached.bin holds the passwords of twelve characters or more among the million commonest of public leaks that the
// rules below let through: the first breachedPrefix bytes of each one's SHA-256, in small letters, in order. Hashes,
// because nobody need read what people chose; a strange password is taken for a listed one once in six billion.
// internal/identity/breachtable makes it.
//
//go:embed breached.bin
var breached string

const breachedPrefix = 6

// Breached is what stands in the table for a password in small letters; the table is made with it.
func Breached(low string) string {
	sum := sha256.Sum256([]byte(low))
	return string(sum[:breachedPrefix])
}

// leaked reports whether a password in small letters is known from public leaks.
func leaked(low string) bool {
	want := Breached(low)
	at := func(i int) string { return breached[i*breachedPrefix : (i+1)*breachedPrefix] }
	n := len(breached) / breachedPrefix
	i := sort.Search(n, func(i int) bool { return at(i) >= want })
	return i < n && at(i) == want
}

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

// commonPassword reports whether a password of sufficient length is still among the first to be tried: known from leaks, on
// the list, dressed up with digits and signs around a word of the list or two, written in "leet", one piece repeated, or a
// walk along the alphabet, the digits or the keyboard. The words of the business's own name count as being on the list.
func commonPassword(password, business string) bool {
	low := strings.ToLower(password)
	return leaked(low) || CommonByRule(low, business)
}

// CommonByRule is commonPassword without the table of leaks, for a password in small letters; the table is made with it.
func CommonByRule(low, business string) bool {
	own := ownWords(business)
	listed := func(w string) bool { return commonWords[w] || own[plainLetters(w)] }
	if listed(low) || repeated(low) || walk(low) || fewSigns(low) {
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
		if bare == "" || listed(dressed) || listed(bare) || twoWords(bare, listed) {
			return true
		}
	}
	return false
}

// ownWords are the words of three letters or more of a business's name, and the name written as one word.
func ownWords(business string) map[string]bool {
	parts := strings.FieldsFunc(plainLetters(business), func(r rune) bool { return !unicode.IsLetter(r) })
	own := map[string]bool{strings.Join(parts, ""): true}
	for _, w := range parts {
		if len(w) >= 3 {
			own[w] = true
		}
	}
	delete(own, "")
	return own
}

// twoWords reports whether a text is two words of the list side by side.
func twoWords(s string, listed func(string) bool) bool {
	for i := 3; i <= len(s)-3; i++ {
		if listed(s[:i]) && listed(s[i:]) {
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
