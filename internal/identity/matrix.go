package identity

import (
	"fmt"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
)

// Role is a set of permissions that a person holds in one business.
type Role string

// The roles, lowest first: nobody gives a role that is higher than his own.
const (
	Customer              Role = "customer"
	Member                Role = "member"     // of the cashback network
	Owner                 Role = "owner"      // of a property that the business lets
	Partner               Role = "partner"    // a shop of the network, or an agency that sells for the business
	Technician            Role = "technician" // who repairs and cleans; sees the work that is his
	Staff                 Role = "staff"
	Manager               Role = "manager"
	Administrator         Role = "administrator"
	PlatformAdministrator Role = "platform_administrator" // the operator's own people
)

// Roles lists every role, lowest first, in the order of the matrix's columns.
func Roles() []Role {
	return []Role{Customer, Member, Owner, Partner, Technician, Staff, Manager, Administrator, PlatformAdministrator}
}

// matrix says who may do what: one line a permission, one column a role, in the order of Roles. An x allows it, an o allows it
// with what is the person's own (his account, his bookings, the properties that he owns). What is not ticked is refused. A permission that no role has belongs to the program itself (jobs, event consumers, the command line).
// "public" is not here: what needs no permission is for everybody. A role of the operator has no power over a business's
// own data: he acts on the directory only.
//
// Every permission of every use case must stand here; a test compares.
const matrix = `
permission                        customer  member  owner  partner  technician  staff  manager  administrator  platform

identity.own_account                  o        o      o       o          o        o       o           o            o
identity.read_users                   .        .      .       .          .        .       x           x            .
identity.create_user                  .        .      .       .          .        .       .           x            .
identity.manage_users                 .        .      .       .          .        .       .           x            .
identity.manage_roles                 .        .      .       .          .        .       .           x            .
identity.grant_role                   .        .      .       .          .        .       .           x            .
identity.manage_factors               .        .      .       .          .        .       .           x            .
identity.manage_providers             .        .      .       .          .        .       .           x            .
identity.program                      .        .      .       .          .        .       .           .            .

tenancy.update_settings               .        .      .       .          .        .       .           x            .
tenancy.create_tenant                 .        .      .       .          .        .       .           .            x
tenancy.list_tenants                  .        .      .       .          .        .       .           .            x
tenancy.manage_tenant                 .        .      .       .          .        .       .           .            x
tenancy.export                        .        .      .       .          .        .       .           x            .
tenancy.end_support                   .        .      .       .          .        .       .           x            .
tenancy.give_support                  .        .      .       .          .        .       .           .            x
tenancy.program                       .        .      .       .          .        .       .           .            .

stays.read_own_reservations           o        o      o       o          o        o       o           o            .
stays.read_owned_properties           .        .      o       .          .        .       .           .            .
stays.read_reservations               .        .      .       .          .        x       x           x            .
stays.book_for_guest                  .        .      .       .          .        x       x           x            .
stays.confirm_reservation             .        .      .       .          .        x       x           x            .
stays.take_payment                    .        .      .       .          .        x       x           x            .
stays.take_caution                    .        .      .       .          .        .       x           x            .
stays.cancel_reservation              .        .      .       .          .        x       x           x            .
stays.run_stay                        .        .      .       .          .        x       x           x            .
stays.move_reservation                .        .      .       .          .        x       x           x            .
stays.renew_link                        .        .      .       .          .        x       x           x            .
stays.read_planning                   .        .      .       .          .        x       x           x            .
stays.manage_blocks                   .        .      .       .          .        x       x           x            .
stays.read_properties                 .        .      .       .          .        x       x           x            .
stays.manage_properties               .        .      .       .          .        .       x           x            .
stays.manage_rates                    .        .      .       .          .        .       x           x            .
stays.read_settings                   .        .      .       .          .        x       x           x            .
stays.manage_settings                 .        .      .       .          .        .       x           x            .
stays.react                           .        .      .       .          .        .       .           .            .

payments.read_payments                .        .      .       .          .        x       x           x            .
payments.refund                       .        .      .       .          .        .       x           x            .
payments.capture                      .        .      .       .          .        .       x           x            .
payments.reconcile                    .        .      .       .          .        .       x           x            .
payments.manage_providers             .        .      .       .          .        .       .           x            .
payments.program                      .        .      .       .          .        .       .           .            .

ledger.read_ledger                    .        .      .       .          .        .       x           x            .
ledger.post                           .        .      .       .          .        .       .           x            .
ledger.export                         .        .      .       .          .        .       x           x            .
ledger.manage_settings                .        .      .       .          .        .       .           x            .
ledger.program                        .        .      .       .          .        .       .           .            .

banking.own_payouts                   .        .      o       .          .        .       .           .            .
banking.read_payouts                  .        .      .       .          .        .       x           x            .
banking.propose_payouts               .        .      .       .          .        .       x           x            .
banking.approve_payouts               .        .      .       .          .        .       x           x            .
banking.manage_details                .        .      .       .          .        .       x           x            .
banking.manage_settings               .        .      .       .          .        .       .           x            .
banking.reconcile                     .        .      .       .          .        .       x           x            .
banking.program                       .        .      .       .          .        .       .           .            .

invoicing.read_invoices               .        .      .       .          .        x       x           x            .
invoicing.own_invoices                o        o      o       o          o        o       o           o            .
invoicing.issue                       .        .      .       .          .        .       x           x            .
invoicing.credit                      .        .      .       .          .        .       x           x            .
invoicing.export                      .        .      .       .          .        .       x           x            .
invoicing.manage_settings             .        .      .       .          .        .       .           x            .
invoicing.program                     .        .      .       .          .        .       .           .            .

contracts.read_contracts              .        .      .       .          .        x       x           x            .
contracts.send_contracts              .        .      .       .          .        x       x           x            .
contracts.sign_contracts              .        .      .       .          .        .       x           x            .
contracts.manage_templates            .        .      .       .          .        .       x           x            .
contracts.manage_settings             .        .      .       .          .        .       .           x            .
contracts.program                     .        .      .       .          .        .       .           .            .

notifications.own_preferences         o        o      o       o          o        o       o           o            .
notifications.read_messages           .        .      .       .          .        x       x           x            .
notifications.manage_templates        .        .      .       .          .        .       x           x            .
notifications.program                 .        .      .       .          .        .       .           .            .

audit.read_trail                      .        .      .       .          .        .       .           x            .
audit.export_trail                    .        .      .       .          .        .       .           x            .
audit.read_security                   .        .      .       .          .        .       .           x            .
audit.read_fleet                      .        .      .       .          .        .       .           .            x
audit.handle_alerts                   .        .      .       .          .        .       .           x            .
audit.program                         .        .      .       .          .        .       .           .            .

privacy.own_data                      x        x      x       x          x        x       x           x            .
privacy.read_documents                .        .      .       .          .        .       x           x            .
privacy.manage                        .        .      .       .          .        .       .           x            .
privacy.program                       .        .      .       .          .        .       .           .            .

operations.read_jobs                  .        .      .       .          .        .       .           .            x
operations.program                    .        .      .       .          .        .       .           .            .
`

// Own reports whether a permission reaches only what is a person's own.
func Own(p access.Permission) bool { return owned[p] }

var owned map[access.Permission]bool // set by parseMatrix

var granted, known = parseMatrix(matrix)

// Granted returns what one role allows, sorted.
func Granted(r Role) []access.Permission {
	var all []access.Permission
	for p := range granted[r] {
		all = append(all, p)
	}
	slices.Sort(all)
	return all
}

// Permissions returns every permission of the matrix, in its order.
func Permissions() []access.Permission { return slices.Clone(known) }

// InMatrix reports whether a permission stands in the matrix; Public needs not.
func InMatrix(p access.Permission) bool { return p == access.Public || slices.Contains(known, p) }

// parseMatrix panics on a line that does not fit: the matrix is our own text, and a program without it must not start.
func parseMatrix(text string) (map[Role]map[access.Permission]bool, []access.Permission) {
	byRole := map[Role]map[access.Permission]bool{}
	owned = map[access.Permission]bool{}
	for _, r := range Roles() {
		byRole[r] = map[access.Permission]bool{}
	}
	var all []access.Permission
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Fields(line)
		if len(cells) == 0 || n == 0 {
			continue
		}
		p := access.Permission(cells[0])
		if len(cells) != len(Roles())+1 || slices.Contains(all, p) {
			panic(fmt.Sprintf("identity: line %q of the matrix", line))
		}
		all = append(all, p)
		for i, r := range Roles() {
			switch cells[i+1] {
			case "x":
				byRole[r][p] = true
			case "o":
				byRole[r][p], owned[p] = true, true
			case ".":
			default:
				panic(fmt.Sprintf("identity: line %q of the matrix", line))
			}
		}
	}
	return byRole, all
}
