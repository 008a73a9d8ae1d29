package notificationsio

import (
	"context"

	"comptoir/internal/notifications"
	"comptoir/internal/platform/rest"
)

type preferenceBody struct {
	Topic   notifications.Topic   `json:"topic" enum:"security,bookings,data,payments,offers"`
	Channel notifications.Channel `json:"channel" enum:"email"`
	Wanted  bool                  `json:"wanted"`
	Fixed   bool                  `json:"fixed" doc:"always sent: not yours to switch off"`
}

type preferencesOutput struct {
	Body struct {
		Items []preferenceBody `json:"items"`
	}
}

type chooseInput struct {
	Topic   notifications.Topic   `path:"topic" enum:"security,bookings,data,payments,offers"`
	Channel notifications.Channel `path:"channel" enum:"email"`
	Body    struct {
		Wanted bool `json:"wanted"`
	}
}

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/notifications/preferences", notifications.PermOwnPreferences, "See which messages you are sent", "notifications"), m.restPreferences)
	op := rest.Op("PUT", "/api/notifications/preferences/{topic}/{channel}", notifications.PermOwnPreferences, "Decide about a topic on a channel", "notifications")
	op.Description = "`offers` is a consent: it is off until you give it, and each answer is kept in the log of your consents."
	op.DefaultStatus = 200
	rest.Register(api.Huma, op, m.restChoose)
}

func (m *Module) restPreferences(ctx context.Context, _ *struct{}) (*preferencesOutput, error) {
	all, err := m.notifications.Preferences(ctx, notifications.OwnPreferences{})
	if err != nil {
		return nil, err
	}
	out := &preferencesOutput{}
	out.Body.Items = make([]preferenceBody, len(all))
	for i, p := range all {
		out.Body.Items[i] = preferenceBody(p)
	}
	return out, nil
}

func (m *Module) restChoose(ctx context.Context, in *chooseInput) (*preferencesOutput, error) {
	if _, err := m.notifications.Choose(ctx, notifications.ChoosePreference{Topic: in.Topic, Channel: in.Channel, Wanted: in.Body.Wanted}); err != nil {
		return nil, err
	}
	return m.restPreferences(ctx, nil)
}
