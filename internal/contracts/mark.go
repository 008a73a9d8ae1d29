package contracts

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
)

// Signature is a party's mark and where it came from.
type Signature struct {
	Mark    Mark      `json:",omitzero"`
	At      time.Time `json:",omitzero"`
	Witness Witness   `json:",omitzero"`
}

// Mark is what somebody puts under a contract: his name as typed, and the strokes that he drew, if he did.
type Mark struct {
	Name    string
	Strokes [][]Point `json:",omitempty"`
}

// Point is a place of a stroke on a field of MarkWidth by MarkHeight, from the upper left corner.
type Point struct{ X, Y int }

// The field on which one draws, and what fits on it.
const (
	MarkWidth  = 600
	MarkHeight = 200
	maxStrokes = 64
	maxPoints  = 3000
	maxName    = 120
)

// Method says how a mark was made: "drawn" or "typed".
func (m Mark) Method() string {
	if len(m.Strokes) > 0 {
		return "drawn"
	}
	return "typed"
}

// Same reports whether two marks are one.
func (m Mark) Same(other Mark) bool {
	return m.Name == other.Name && slices.EqualFunc(m.Strokes, other.Strokes, slices.Equal)
}

// IsZero reports whether there is no mark.
func (m Mark) IsZero() bool { return m.Name == "" && len(m.Strokes) == 0 }

// ReadMark reads a typed name and what was drawn: strokes separated by ";", their points by a space, as "x,y". It returns
// fault.ErrInvalid with the field named, "name" or "drawing".
func ReadMark(name, drawing string) (Mark, error) {
	m := Mark{Name: strings.Join(strings.Fields(name), " ")}
	var check fault.Check
	check.That(m.Name != "", "name", "required", "type your name: it stands under the signature")
	check.That(utf8.RuneCountInString(m.Name) <= maxName, "name", "too_long", "at most 120 characters")
	check.That(!strings.ContainsFunc(m.Name, hostile), "name", "malformed_name", "letters, please")
	if !m.read(drawing) {
		check.Fail("drawing", "malformed_drawing", "the drawing cannot be read; draw it again or leave it empty")
	}
	return m, check.Err()
}

// hostile are characters that make a text show what it is not: controls, and marks that turn the direction.
func hostile(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError
}

func (m *Mark) read(drawing string) bool {
	if drawing = strings.TrimSpace(drawing); drawing == "" {
		return true
	}
	points := 0
	for stroke := range strings.SplitSeq(drawing, ";") {
		var line []Point
		for pair := range strings.FieldsSeq(stroke) {
			left, right, ok := strings.Cut(pair, ",")
			x, badX := strconv.Atoi(left)
			y, badY := strconv.Atoi(right)
			if points++; !ok || badX != nil || badY != nil || x < 0 || x > MarkWidth || y < 0 || y > MarkHeight || points > maxPoints {
				return false
			}
			line = append(line, Point{x, y})
		}
		if len(line) > 0 {
			m.Strokes = append(m.Strokes, line)
		}
	}
	return len(m.Strokes) <= maxStrokes
}

// consents are the texts that a signer agrees to, by language. A changed text is a new one: the evidence keeps the words.
var consents = map[string]string{
	"fr": "Je déclare avoir lu ce contrat en entier. J’accepte de le signer par voie électronique et je reconnais que ma signature électronique m’engage comme une signature manuscrite (articles 1366 et 1367 du code civil). J’accepte que la date, l’adresse du réseau, le navigateur utilisé et le code envoyé à mon adresse électronique ou à mon téléphone soient conservés comme preuve de ma signature.",
	"en": "I have read this contract in full. I agree to sign it electronically and I acknowledge that my electronic signature binds me as a handwritten one does (articles 1366 and 1367 of the French Civil Code). I agree that the date, the network address, the browser used and the code sent to my e-mail address or my telephone are kept as evidence of my signature.",
}

// ConsentText is what a signer agrees to in a language.
func ConsentText(locale string) string {
	_, language := wordsIn(locale)
	return consents[language]
}

// HashText is the SHA-256 of a text, in hexadecimal.
func HashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
