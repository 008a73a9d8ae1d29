package mangotest

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// Owners lists the users of the category OWNER, by identifier.
func (s *Server) Owners() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if o := s.objects[id]; o["kind"] == "user" && o["UserCategory"] == "OWNER" {
			all = append(all, id)
		}
	}
	return all
}

// Told is what was told of a user.
func (s *Server) Told(user, field string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.objects[user][field]
}

// Newest is the newest of a user's: "recipient", "session", "document".
func (s *Server) Newest(user, kind string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if all := s.theirs(user, kind); len(all) > 0 {
		return text(all[0]["Id"])
	}
	return ""
}

// Confirm acts as a user on the page on which he confirms by two factors: himself, or an account to be paid to.
func (s *Server) Confirm(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[id]
	o["PendingUserAction"] = nil
	if o["kind"] == "user" {
		o["UserStatus"] = "ACTIVE"
	} else {
		o["Status"] = "ACTIVE"
	}
}

// GiveUp lets the minutes pass in which a recipient is confirmed.
func (s *Server) GiveUp(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[id]["Status"], s.objects[id]["PendingUserAction"] = "CANCELED", nil
}

// Look says what MangoPay found in a document or in a verification: "VALIDATED", "REFUSED" with a reason, "REVIEW", "OUT_OF_DATE".
// What is validated of a person's identity, or of a company's registration, makes the user REGULAR.
func (s *Server) Look(id, status, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[id]
	o["Status"] = status
	if o["kind"] == "document" {
		o["RefusedReasonType"] = reason
	} else if reason != "" {
		o["Checks"] = []object{{"CheckStatus": "VALIDATED", "Reasons": []object{}}, {"CheckStatus": "REFUSED", "Reasons": []object{{"Type": reason, "Value": "see the guide"}}}}
	}
	u := s.objects[text(o["UserId"])]
	switch {
	case status == "VALIDATED" && (o["kind"] == "session" || o["Type"] == "IDENTITY_PROOF" && u["PersonType"] == "NATURAL" || o["Type"] == "REGISTRATION_PROOF"):
		u["KYCLevel"] = "REGULAR"
	case status == "OUT_OF_DATE":
		u["KYCLevel"] = "LIGHT"
	}
}

// Pages are the pages of a document, as they were sent.
func (s *Server) Pages(document string) [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	pages, _ := s.objects[document]["pages"].([][]byte)
	return pages
}

// CloseUser ends a user.
func (s *Server) CloseUser(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[id]["UserStatus"] = "CLOSED"
}

// theirs lists what belongs to a user, the newest first.
func (s *Server) theirs(user, kind string) []object {
	found := []object{}
	for i := len(s.order) - 1; i >= 0; i-- {
		if o := s.objects[s.order[i]]; o["kind"] == kind && o["UserId"] == user {
			found = append(found, o)
		}
	}
	return found
}

// onboarding answers what makes users and says who they are.
func (s *Server) onboarding(method string, words []string, body object) (any, *refused, bool) {
	path := strings.Join(words, "/")
	is := func(wanted string, parts ...string) bool { // "*" is any one word
		if method != wanted || len(words) != len(parts) {
			return false
		}
		for i, p := range parts {
			if p != "*" && p != words[i] {
				return false
			}
		}
		return true
	}
	switch {
	case method == http.MethodPost && (path == "sca/users/natural" || path == "sca/users/legal"):
		made, refusal := s.user(words[2], body)
		return made, refusal, true
	case is("GET", "sca", "users", "*"):
		if o := s.objects[words[2]]; o["kind"] == "user" {
			return o, nil, true
		}
		return nil, missing, true
	case is("POST", "sca", "users", "*", "enrollment"):
		if s.objects[words[2]]["UserCategory"] != "OWNER" {
			return nil, missing, true
		}
		return object{"PendingUserAction": s.pending()}, nil, true
	case is("GET", "kyc", "documents", "*"):
		if o := s.objects[words[2]]; o["kind"] == "document" {
			return o, nil, true
		}
		return nil, missing, true
	case len(words) < 3 || words[0] != "users":
		return nil, nil, false
	case s.objects[words[1]]["kind"] != "user":
		return nil, missing, true
	case is("GET", "users", "*", "recipients"):
		found := []object{}
		for _, o := range s.theirs(words[1], "recipient") { // the list does not tell the numbers
			found = append(found, object{"Id": o["Id"], "Status": o["Status"], "CreationDate": o["CreationDate"], "UserId": words[1]})
		}
		return found, nil, true
	case is("POST", "users", "*", "recipients"):
		made, refusal := s.recipient(words[1], body)
		return made, refusal, true
	case is("GET", "users", "*", "identity-verifications"):
		found := []object{}
		for _, o := range s.theirs(words[1], "session") {
			found = append(found, object{"Id": o["Id"], "Status": o["Status"], "HostedUrl": o["HostedUrl"], "CreationDate": o["CreationDate"], "UserId": words[1]})
		}
		return found, nil, true
	case is("POST", "users", "*", "identity-verifications"):
		made, refusal := s.session(words[1], body)
		return made, refusal, true
	case is("GET", "users", "*", "kyc", "documents"):
		return s.theirs(words[1], "document"), nil, true
	case words[2] == "kyc":
		made, refusal := s.document(method, words, body)
		if made == nil {
			return nil, refusal, true
		}
		return made, refusal, true
	}
	return nil, nil, false
}

func (s *Server) pending() object {
	return object{"RedirectUrl": s.URL + "/sca?token=" + strings.Repeat("0", 8) + s.next()}
}

func (s *Server) next() string {
	s.n++
	return base64.RawURLEncoding.EncodeToString([]byte{byte(s.n >> 8), byte(s.n)})
}

// user makes a user as MangoPay does: an owner must be declared whole, and has to confirm himself before anything else.
func (s *Server) user(kind string, body object) (object, *refused) {
	person, at := body, ""
	needed := []string{"Email", "UserCategory"}
	if kind == "legal" {
		person, _ = body["LegalRepresentative"].(map[string]any)
		at, needed = "LegalRepresentative.", append(needed, "Name", "LegalPersonType")
	}
	for _, name := range needed {
		if text(body[name]) == "" {
			return nil, wrong(name, "The "+name+" field is required.")
		}
	}
	for _, name := range []string{"FirstName", "LastName"} {
		if text(person[name]) == "" {
			return nil, wrong(at+name, "The "+name+" field is required.")
		}
	}
	o := object{"Tag": body["Tag"], "FirstName": person["FirstName"], "LastName": person["LastName"], "PersonType": strings.ToUpper(kind), "UserCategory": body["UserCategory"], "UserStatus": "ACTIVE", "KYCLevel": "LIGHT",
		"Email": body["Email"], "Name": body["Name"], "Address": body["Address"], "HeadquartersAddress": body["HeadquartersAddress"], "LegalPersonType": body["LegalPersonType"], "CompanyNumber": body["CompanyNumber"]}
	if body["UserCategory"] != "OWNER" {
		return s.add("user", "user", o), nil
	}
	switch birthday, _ := person["Birthday"].(float64); {
	case body["TermsAndConditionsAccepted"] != true:
		return nil, wrong("TermsAndConditionsAccepted", "The terms must be accepted.")
	case birthday == 0:
		return nil, wrong(at+"Birthday", "The Birthday field is required.")
	case len(text(person["Nationality"])) != 2 || text(person["Nationality"]) == "KP":
		return nil, wrong(at+"Nationality", "The country is blocked or unknown.")
	case len(text(person["CountryOfResidence"])) != 2:
		return nil, wrong(at+"CountryOfResidence", "The country is unknown.")
	case kind == "legal" && body["LegalPersonType"] != "ORGANIZATION" && text(body["CompanyNumber"]) == "":
		return nil, wrong("CompanyNumber", "The CompanyNumber field is required.")
	}
	o["UserStatus"], o["PendingUserAction"] = "PENDING_USER_ACTION", s.pending()
	return s.add("user", "user", o), nil
}

func (s *Server) recipient(user string, body object) (object, *refused) {
	u := s.objects[user]
	local, _ := body["LocalBankTransfer"].(map[string]any)
	euro, _ := local["EUR"].(map[string]any)
	who := map[string]string{"Individual": "IndividualRecipient", "Business": "BusinessRecipient"}[text(body["RecipientType"])]
	person, _ := body[who].(map[string]any)
	address, _ := person["Address"].(map[string]any)
	switch {
	case u["UserCategory"] != "OWNER":
		return nil, wrong("UserId", "The user is no owner.")
	case len(text(body["DisplayName"])) == 0 || len([]rune(text(body["DisplayName"]))) > 50 || strings.ContainsAny(text(body["DisplayName"]), "&,'/"):
		return nil, wrong("DisplayName", "Does not match the pattern.")
	case body["PayoutMethodType"] != "LocalBankTransfer" || body["Currency"] != "EUR" || len(text(body["Country"])) != 2:
		return nil, wrong("PayoutMethodType", "Not available.")
	case text(address["AddressLine1"]) == "" || text(address["City"]) == "":
		return nil, wrong(who+".Address.AddressLine1", "The address is required.")
	case len(text(euro["IBAN"])) < 15:
		return nil, wrong("LocalBankTransfer.EUR.IBAN", "The IBAN is not valid.")
	}
	return s.add("recipient", "rec", object{"UserId": user, "Status": "PENDING", "DisplayName": body["DisplayName"], "LocalBankTransfer": local, "PendingUserAction": s.pending(), "RecipientType": body["RecipientType"]}), nil
}

func (s *Server) session(user string, body object) (object, *refused) {
	u := s.objects[user]
	switch {
	case u["UserCategory"] != "OWNER" || u["UserStatus"] != "ACTIVE":
		return nil, wrong("UserId", "The user must be an active owner.")
	case text(body["ReturnUrl"]) == "" || len(text(body["ReturnUrl"])) > 50:
		return nil, wrong("ReturnUrl", "50 characters at most.")
	}
	o := s.add("session", "idnver", object{"UserId": user, "Status": "PENDING", "ReturnUrl": body["ReturnUrl"], "Checks": []object{}})
	o["HostedUrl"] = s.URL + "/verify/" + text(o["Id"])
	return o, nil
}

// document makes one, takes its pages, and takes it as whole.
func (s *Server) document(method string, words []string, body object) (object, *refused) {
	if method == http.MethodPost && len(words) == 4 {
		u := s.objects[words[1]]
		legal := map[string]bool{"REGISTRATION_PROOF": true, "ARTICLES_OF_ASSOCIATION": true, "SHAREHOLDER_DECLARATION": true}[text(body["Type"])]
		if u["UserCategory"] != "OWNER" || legal && u["PersonType"] != "LEGAL" || !legal && body["Type"] != "IDENTITY_PROOF" && body["Type"] != "ADDRESS_PROOF" {
			return nil, wrong("Type", "Not for this user.")
		}
		return s.add("document", "doc", object{"UserId": words[1], "Type": body["Type"], "Status": "CREATED"}), nil
	}
	if len(words) < 5 || s.objects[words[4]]["UserId"] != words[1] {
		return nil, missing
	}
	o := s.objects[words[4]]
	pages, _ := o["pages"].([][]byte)
	if o["Status"] != "CREATED" {
		return nil, wrong("Status", "The document was submitted.")
	}
	if method == http.MethodPut && len(words) == 5 {
		if len(pages) == 0 || body["Status"] != "VALIDATION_ASKED" {
			return nil, wrong("Status", "A document has pages.")
		}
		o["Status"] = "VALIDATION_ASKED"
		return o, nil
	}
	page, err := base64.StdEncoding.DecodeString(text(body["File"]))
	if err != nil || len(page) < 1<<10 || len(page) > 10<<20 || len(pages) == 5 {
		return nil, wrong("File", "The file is too small or too large.")
	}
	o["pages"] = append(pages, page)
	return nil, nil
}
