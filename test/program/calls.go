package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
)

// Send sends one request to a program at base for a business, or at the installation's own address when slug is "", and
// reads the answer whole.
func Send(client *http.Client, base, slug, method, path string, body any, headers ...string) (Answer, error) {
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return Answer{}, err
		}
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, base+path, content)
	if err != nil {
		return Answer{}, err
	}
	_, port, _ := strings.Cut(strings.TrimPrefix(base, "http://"), ":")
	if r.Host = "localhost:" + port; slug != "" { // the empty one is the installation itself
		r.Host = slug + "." + r.Host
	}
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	a := Answer{Status: res.StatusCode, Header: res.Header}
	if a.Raw, err = io.ReadAll(res.Body); err != nil {
		return a, err
	}
	if kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); kind == "application/json" || strings.HasSuffix(kind, "+json") {
		err = json.Unmarshal(a.Raw, &a.JSON)
	}
	return a, err
}

// Sheet is the body that creates a property of four in Saint-Malo at 100.00 a night with a cleaning fee of 60.00.
func Sheet(slug string) M {
	return M{"slug": slug, "type": "house", "name": M{"fr": "Maison " + slug, "en": "House " + slug}, "description": M{"fr": "Face à la mer.", "en": "By the sea."},
		"capacity": 4, "bedrooms": 2, "beds": 3, "bathrooms": 1, "surface": 80, "maxInfants": 1, "maxPets": 1,
		"address": M{"line1": "2 rue de la Plage", "postalCode": "35400", "city": "Saint-Malo", "country": "FR"}, "insee": "35288",
		"position": M{"lat": 48.65, "lon": -2.02}, "features": []string{"wifi"}, "houseRules": []M{{"fr": "Pas de fête.", "en": "No parties."}},
		"checkIn": "16:00", "checkOut": "10:00", "zone": "Europe/Paris", "policy": "flexible",
		"rates": stays.Rates{Currency: money.EUR, Unit: stays.PerNight, Nightly: money.MustParse("100", money.EUR), HorizonDays: 365,
			Fees: []stays.Fee{{Code: "cleaning", Amount: money.MustParse("60", money.EUR), Per: stays.PerStay}}}}
}

// Property creates and publishes a property through the API and returns its id; the agency must be an administrator's.
func (a *Agency) Property(slug string) string {
	a.t.Helper()
	id := a.Must(201, "POST", "/api/stays/desk/properties", Sheet(slug)).Text("id")
	if got := a.Photo(id); got.Status != http.StatusCreated {
		a.t.Fatalf("the photo: %d %s", got.Status, got.Raw)
	}
	a.Must(200, "POST", "/api/stays/desk/properties/"+id+"/publish", nil)
	return id
}

// Day is the date that many days after today, where the agencies are, as the API writes it.
func (p *Program) Day(after int) string {
	p.t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		p.t.Fatal(err)
	}
	return p.Clock.Now().In(zone).AddDate(0, 0, after).Format(time.DateOnly)
}

// Quote asks for the price of a stay and returns its id.
func (a *Agency) Quote(property string, from, to int) string {
	a.t.Helper()
	return a.Must(201, "POST", "/api/stays/quotes", M{"propertyId": property, "checkIn": a.Day(from), "checkOut": a.Day(to), "adults": 2, "children": 0, "infants": 0, "pets": 0}).Text("id")
}

// Guest is somebody with the address <name>@guest.example.
func Guest(name string) M {
	return M{"firstName": "Nora", "lastName": "Petit", "email": name + "@guest.example", "phone": "+33612345678", "locale": "fr",
		"address": M{"line1": "3 rue Haute", "postalCode": "75011", "city": "Paris", "country": "FR"}}
}

// Book books a quote.
func (a *Agency) Book(quote, guest string) Answer {
	a.t.Helper()
	return a.Must(201, "POST", "/api/stays/reservations", M{"quoteId": quote, "guest": Guest(guest), "acceptTerms": true})
}

// Pay tries a card on a payment and returns the sandbox's answer.
func (a *Agency) Pay(payment, card string) Answer {
	a.t.Helper()
	return a.Must(200, "POST", fmt.Sprintf("/sandbox/payments/%s/pay", payment), M{"number": card, "expiry": "12/34", "cvc": "123"})
}

// Managed reads a reservation by its private link.
func (a *Agency) Managed(token string) Answer {
	a.t.Helper()
	return a.Must(200, "GET", "/api/stays/manage/"+token, nil)
}

// Becomes waits until the reservation behind a link has a status.
func (a *Agency) Becomes(token, status string) Answer {
	a.t.Helper()
	var last Answer
	a.Eventually("the reservation is "+status, func() bool {
		last = a.Managed(token)
		return last.At("status") == status
	})
	return last
}

// Photo uploads a small photo of a property.
func (a *Agency) Photo(property string) Answer {
	a.t.Helper()
	return a.picture("POST", "/api/stays/desk/properties/"+property+"/photos")
}

// OwnPhoto gives the account a small picture.
func (a *Agency) OwnPhoto() Answer {
	a.t.Helper()
	return a.picture("PUT", "/api/auth/me/photo")
}

func (a *Agency) picture(method, path string) Answer {
	a.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="photo"; filename="sea.png"`}, "Content-Type": {"image/png"}})
	if err != nil {
		a.t.Fatal(err)
	}
	sea := image.NewRGBA(image.Rect(0, 0, 640, 480))
	draw.Draw(sea, sea.Bounds(), image.NewUniform(color.RGBA{40, 90, 160, 255}), image.Point{}, draw.Src)
	if err := errors.Join(png.Encode(part, sea), form.Close()); err != nil {
		a.t.Fatal(err)
	}
	return a.Call(method, path, body.String(), "Content-Type", form.FormDataContentType())
}
