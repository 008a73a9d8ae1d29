package supply

// carried are the files of others that lie in this repository and go into the program. A file in one of Carriers that no
// part names fails a test.
var carried = []Part{
	{Kind: "file", Name: "htmx", Version: "2.0.11", Texts: []string{"internal/web/assets/vendor/LICENSE-htmx.txt"}, Files: []string{"internal/web/assets/vendor/htmx.min.js"}},
	{Kind: "file", Name: "leaflet", Version: "1.9.4", Texts: []string{"internal/web/assets/vendor/LICENSE-leaflet.txt"},
		Files: []string{"internal/web/assets/vendor/leaflet.js", "internal/web/assets/vendor/leaflet.css", "internal/web/assets/vendor/images/"}},
	{Kind: "file", Name: "lucide", Version: "", Texts: []string{"internal/web/assets/vendor/LICENSE-lucide.txt"}, Files: []string{"internal/web/icons.go"}},
	{Kind: "file", Name: "inter", Texts: []string{"internal/platform/paper/fonts/Inter-OFL.txt", "internal/web/assets/fonts/LICENSE-inter.txt"},
		Files: []string{"internal/platform/paper/fonts/Inter-Regular.ttf", "internal/platform/paper/fonts/Inter-SemiBold.ttf", "internal/web/assets/fonts/inter-latin.woff2"}},
	{Kind: "file", Name: "fraunces", Texts: []string{"internal/platform/paper/fonts/Fraunces-OFL.txt", "internal/web/assets/fonts/LICENSE-fraunces.txt"},
		Files: []string{"internal/platform/paper/fonts/Fraunces-SemiBold.ttf", "internal/web/assets/fonts/fraunces-latin.woff2"}},
	{Kind: "file", Name: "ibm-plex-sans-arabic", Texts: []string{"internal/web/assets/fonts/LICENSE-plex-arabic.txt"},
		Files: []string{"internal/web/assets/fonts/plex-arabic-400.woff2", "internal/web/assets/fonts/plex-arabic-600.woff2"}},
}

// Carriers are the folders for the files of others.
var Carriers = []string{"internal/web/assets/vendor", "internal/web/assets/fonts", "internal/platform/paper/fonts"}

// Carried returns the names of the files of others, folders with a slash at their end.
func Carried() []string {
	var all []string
	for _, p := range carried {
		all = append(append(all, p.Files...), p.Texts...)
	}
	return all
}
