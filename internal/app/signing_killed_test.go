package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/docusign"
	"comptoir/internal/contracts/docusign/docusigntest"
	"comptoir/internal/contracts/yousign"
	"comptoir/internal/contracts/yousign/yousigntest"
	"comptoir/internal/platform/pgtest"
	"comptoir/test/program"
)

// written books a stay whose contract lies ready to be sent.
func written(a, admin *program.Agency, home string, from int, guest string) (id string) {
	stay := book(a, home, from, from+3, guest)
	a.Pay(stay.payment, good)
	a.Eventually("the contract is written", func() bool {
		got := admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.Len("items") == 1 && got.At("items.0.status") == "generated"
	})
	return id
}

// The program is killed at the worst moments of a contract: a provider has begun the request, or has all of it, or the sealed
// document lies in the store, and nobody here has written it down. When the program runs again, the contract is before its
// signer once, one request is live, and what was sealed is sealed once and valid.
func TestKilledWhileSigning(t *testing.T) {
	t.Parallel()
	yous, docu, files := yousigntest.New(t), docusigntest.New(t), s3mem.New()
	if err := files.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	toYousign, toDocuSign, toFiles := lineTo(t, yous), lineTo(t, docu), lineTo(t, gofakes3.New(files).Server())
	docu.URL = toDocuSign.URL // it tells its own address
	env := []string{"COMPTOIR_YOUSIGN_URL=" + toYousign.URL, "COMPTOIR_DOCUSIGN_URL=" + toDocuSign.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128",
		"COMPTOIR_S3_ENDPOINT=" + toFiles.URL, "COMPTOIR_S3_BUCKET=files", "COMPTOIR_S3_ACCESS_KEY=a", "COMPTOIR_S3_SECRET_KEY=b"}
	p := program.Start(t, env...)
	business := func(slug, provider string, keys m) (a *program.Agency, home string) {
		a = p.Agency(slug)
		admin := a.As("admin")
		admin.Must(200, "PUT", "/api/contracts/settings", m{"autoSend": false, "autoCountersign": true, "days": 14, "remindEvery": 3})
		if provider != "" {
			admin.Must(200, "PUT", "/api/contracts/providers/"+provider+"/keys", m{"keys": keys})
			admin.Must(200, "POST", "/api/contracts/providers/"+provider+"/choice", nil)
		}
		return a, admin.Property("ty-mor")
	}
	rivages, ty := business("rivages", "yousign", m{yousign.Environment: "sandbox", yousign.APIKey: yousigntest.Key, yousign.WebhookSecret: yousigntest.Secret})
	cimes, chalet := business("cimes", "docusign", m{docusign.Environment: "demo", docusign.IntegrationKey: docusigntest.Integration, docusign.UserID: docusigntest.User,
		docusign.PrivateKey: docusigntest.PrivateKey(), docusign.HMACKey: docusigntest.Secret})
	forge, loft := business("forge", "", nil)
	begun, whole := written(rivages, rivages.As("admin"), ty, 30, "begun"), written(rivages, rivages.As("admin"), ty, 40, "whole")
	envelope, sealed := written(cimes, cimes.As("admin"), chalet, 30, "envelope"), written(forge, forge.As("admin"), loft, 30, "sealed")
	forge.As("admin").Must(200, "POST", "/api/contracts/"+sealed+"/send", nil)
	link := mailed(forge, "sealed@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
	mine := "/api/signing/" + strings.TrimPrefix(link, "/sign/")
	forge.Call("POST", mine+"/code", m{})
	session := forge.Must(200, "POST", mine+"/identity", m{"code": mailed(forge, "sealed@guest.example", "Votre code", `\b\d{6}\b`)}).Text("session")
	p.Stop()

	send := func(a *program.Agency, id string) func() {
		return func() { _, _ = a.As("admin").Try("POST", "/api/contracts/"+id+"/send", nil) }
	}
	killedAt(t, p, env, toYousign, func(done string) bool { return done == "POST /signature_requests" }, send(rivages, begun))
	killedAt(t, p, env, toYousign, func(done string) bool { return strings.HasSuffix(done, "/activate") }, send(rivages, whole))
	killedAt(t, p, env, toDocuSign, func(done string) bool {
		return strings.HasPrefix(done, "POST ") && strings.HasSuffix(done, "/envelopes")
	}, send(cimes, envelope))
	killedAt(t, p, env, toFiles, func(done string) bool {
		return strings.HasPrefix(done, "PUT ") && strings.HasSuffix(done, ".signed.pdf")
	}, func() {
		_, _ = forge.Try("POST", mine+"/signature", m{"session": session, "name": "Nora Petit", "consent": true})
	})

	p = again(t, p, env)
	sql := pgtest.Connect(t, p.Address.AdminURL)
	for _, c := range []struct {
		*program.Agency
		id, guest string
		company   company
		live      func(contract string) int
	}{{rivages, begun, "begun", yous, yous.Ongoing}, {rivages, whole, "whole", yous, yous.Ongoing}, {cimes, envelope, "envelope", docu, docu.Envelopes}} {
		a := of(p, c.Agency)
		admin := a.As("admin")
		if got := admin.Call("POST", "/api/contracts/"+c.id+"/send", nil); got.Status != 200 && got.Status != 409 { // somebody sends once more
			t.Errorf("%s, sent again: %d %s", c.guest, got.Status, got.Raw)
		}
		a.Eventually(c.guest+" is before its signer", func() bool { return admin.Must(200, "GET", "/api/contracts/"+c.id, nil).At("status") == "sent" })
		if n := c.live(c.id); n != 1 {
			t.Errorf("%s: %d requests are live", c.guest, n)
		}
		external := ""
		if err := sql.QueryRow(t.Context(), "SELECT external FROM contracts.contract WHERE id = $1", c.id).Scan(&external); err != nil {
			t.Fatal(err)
		}
		c.company.Sign(t, external, contracts.TheSigner)
		token := strings.TrimPrefix(mailed(a, c.guest+"@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`), "/sign/")
		a.Must(204, "POST", "/api/signing/"+token+"/sync", nil)
		oneOfEach(t, a, c.id, c.guest, "sent", "signed", "countersigned", "sealed")
	}
	forge = of(p, forge)
	oneOfEach(t, forge, sealed, "sealed", "sent", "identified", "signed", "countersigned", "sealed")
	content := page(forge, "GET", link+"/document", nil, "").Raw
	file := filepath.Join(t.TempDir(), "sealed.pdf")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := exec.CommandContext(t.Context(), "pdfsig", file).CombinedOutput()
	if bytes.Count(report, []byte("Signature is Valid")) != 1 || !bytes.Contains(report, []byte("Total document signed")) {
		t.Errorf("pdfsig (of poppler-utils): %v: %s", err, report)
	}
	sum := sha256.Sum256(content)
	if got := forge.As("admin").Must(200, "GET", "/api/contracts/"+sealed+"/evidence", nil); !bytes.Contains(got.Raw, []byte(hex.EncodeToString(sum[:]))) {
		t.Errorf("the evidence does not know what is in the store: %s", got.Raw)
	}
	for _, a := range []*program.Agency{rivages, cimes, forge} {
		verified(t, p, a.Slug)
	}
}

// oneOfEach waits until a contract is completed: each step is in its evidence once, and its guest has one mail that asks him
// to sign and one that brings what was signed.
func oneOfEach(t *testing.T, a *program.Agency, id, guest string, steps ...string) {
	t.Helper()
	admin := a.As("admin")
	a.Eventually(guest+" is completed", func() bool { return admin.Must(200, "GET", "/api/contracts/"+id, nil).At("status") == "completed" })
	evidence := admin.Must(200, "GET", "/api/contracts/"+id+"/evidence", nil)
	for _, step := range steps {
		if n := strings.Count(string(evidence.Raw), `"step":"`+step+`"`); n != 1 || evidence.At("whole") != true {
			t.Errorf("%s: %s %d times: %s", guest, step, n, evidence.Raw)
		}
	}
	mailed(a, guest+"@guest.example", "Votre contrat signé", `/sign/[\w-]{32}`)
	asked := 0
	for _, mail := range a.Mails(guest + "@guest.example") {
		if strings.HasPrefix(mail.Subject, "Votre contrat à signer") {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("%s was asked %d times to sign", guest, asked)
	}
}
