// Package notifications tells people what concerns them: it listens to the other contexts' events, composes a message in
// the reader's language, sends it once, and keeps a log of what went out.
//
// A message is composed when it is sent, from the facts of its event, so that no link with a secret in it is ever
// stored. The package decides nothing about stays or payments. Start with notice.go, then compose.go; words.go holds
// what the messages say.
package notifications
