// A guest's whole way against the real program, whose address and tenant are in the environment.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Comptoir, ComptoirError, metaOf } from "@comptoir/sdk";

const { COMPTOIR_URL: address = "", COMPTOIR_TENANT: tenant = "" } = process.env;
const day = (after: number): string => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);

test("search, quote, book, pay, manage, cancel", async () => {
  const guest = new Comptoir({ address, tenant });
  const stay = { checkIn: day(90), checkOut: day(97), adults: 2 };
  const homes = [];
  for await (const home of guest.stays.getPropertiesAll({ ...stay, limit: 1 })) homes.push(home);
  assert.equal(homes.length, 2, "two pages of one");
  const quote = await guest.stays.postQuotes({ propertyId: homes[0]!.id, ...stay });
  assert.equal(quote.total.amount, "760.00");
  await assert.rejects(guest.stays.postQuotes({ propertyId: homes[0]!.id, ...stay, adults: 99 }), (e) => e instanceof ComptoirError && e.status === 422 && e.fields.length > 0);

  const booking = {
    quoteId: quote.id,
    acceptTerms: true,
    guest: { firstName: "Nora", lastName: "Petit", email: "script@guest.example", phone: "+33612345678", locale: "fr" as const, address: { line1: "3 rue Haute", postalCode: "75011", city: "Paris", country: "FR" } },
  };
  const booked = await guest.stays.postReservations(booking, { idempotencyKey: quote.id });
  const again = await guest.stays.postReservations(booking, { idempotencyKey: quote.id });
  assert.equal(again.id, booked.id, "the same key books once");
  const paid = await fetch(`${address}/sandbox/payments/${booked.payment!.id}/pay`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Comptoir-Tenant": tenant },
    body: JSON.stringify({ number: "4242 4242 4242 4242", expiry: "12/34", cvc: "123" }),
  });
  assert.equal(paid.status, 200);
  let managed = await guest.stays.getManageByToken(booked.manageToken);
  for (let i = 0; managed.status !== "confirmed" && i < 1200; i++) {
    await new Promise((next) => setTimeout(next, 25));
    managed = await guest.stays.getManageByToken(booked.manageToken);
  }
  assert.equal(managed.status, "confirmed");

  const staff = new Comptoir({ address, tenant });
  const session = await staff.signIn(`staff@${tenant}.example`, process.env["COMPTOIR_PASSWORD"] ?? "");
  staff.session = { ...session, accessToken: "run out" };
  const seen = await staff.stays.getReservationsById(booked.id);
  assert.equal(seen.guest?.email, "script@guest.example");
  assert.ok(metaOf(seen)?.etag);
  await assert.rejects(staff.stays.postReservationsByIdCheckIn(booked.id, { ifMatch: `"999"` }), (e) => e instanceof ComptoirError && e.status === 412);

  const preview = await guest.stays.deleteManageByToken(booked.manageToken, { preview: true });
  assert.equal(preview.status, "preview");
  const gone = await guest.stays.deleteManageByToken(booked.manageToken, { reason: "a change of mind" });
  assert.equal(gone.status, "cancelled");
  await staff.signOut();
});
