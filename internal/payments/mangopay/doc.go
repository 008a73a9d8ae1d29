// Package mangopay takes payments through MangoPay (API v2.01): each payer is a user of the business's platform, pays by card on
// MangoPay's own page with 3-D Secure, and the money comes into the business's wallet, from where it is refunded.
//
// A page on which a card was refused is dead, and another one is opened for the same payer (payments.Reopener). MangoPay's
// hooks are calls that nobody signs: they are believed only as far as they name something, whose truth is then fetched.
//
// It pays owners out (payouts.go), and opens their accounts (payees.go): a user of the category OWNER, natural or legal, his
// account at a bank (recipients.go) and the papers that say who he is (papers.go). What the law wants him to confirm himself he
// does on MangoPay's pages. It is written after MangoPay's API v2.01 as documented in 2026: users by /sca/users, recipients for
// bank accounts, verification by sessions on MangoPay's pages with documents in addition.
// It knows nothing of bookings and keeps nothing itself. Start with Provider and Driver.
package mangopay
