package contractsio

import (
	"io"
	"net/http"

	"comptoir/internal/contracts"
	"comptoir/internal/web"
)

// maxUpload bounds a form with a certificate.
const maxUpload = 300_000

func (m *Module) certificatePages(mux *http.ServeMux) {
	mux.HandleFunc("POST "+settingsPath+"/certificate", m.d.Web.Only(contracts.PermSettings, m.bringCertificate))
	mux.HandleFunc("POST "+settingsPath+"/certificate/drop", m.d.Web.Only(contracts.PermSettings, m.dropCertificate))
}

func (m *Module) bringCertificate(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, err := web.ReadUpload(w, r, "certificate", maxUpload)
	var content []byte
	if err == nil && len(files) > 0 {
		file, opened := files[0].Open()
		if err = opened; err == nil {
			content, err = io.ReadAll(file)
			_ = file.Close()
		}
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	_, err = m.contracts.Bring(ctx, contracts.BringCertificate{Content: content, Password: f.Values.Get("password")})
	if f.Refused(ctx, err, nil) {
		s, err := m.contracts.Settings(ctx, contracts.GetSettings{})
		if err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showSettings(w, r, nil, s, f, "certificate")
		return
	}
	m.provided(w, r, err, "contracts.certificate.brought")
}

func (m *Module) dropCertificate(w http.ResponseWriter, r *http.Request) {
	_, err := m.contracts.Drop(r.Context(), contracts.DropCertificate{})
	m.provided(w, r, err, "contracts.certificate.dropped")
}

func (v providersView) certificateForm() *web.Form {
	if v.At == "certificate" {
		return v.Form
	}
	return &web.Form{}
}
