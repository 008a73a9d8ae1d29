package stays

import "comptoir/internal/kernel/usecase"

// New wires the use cases.
func New(d Deps) *Stays {
	if d.Observer == nil {
		d.Observer = usecase.Silent{}
	}
	s := &Stays{d: d}
	s.visitors()
	s.desk()
	s.catalogue()
	return s
}

// visitors wires what visitors, guests and the program itself do.
func (s *Stays) visitors() {
	d := s.d
	s.SearchProperties = usecase.New(d.Observer, "stays.search_properties", s.searchProperties)
	s.CountProperties = usecase.New(d.Observer, "stays.count_properties", s.countProperties)
	s.ViewProperty = usecase.New(d.Observer, "stays.view_property", s.viewProperty)
	s.ViewCalendar = usecase.New(d.Observer, "stays.view_calendar", s.viewCalendar)
	s.PriceStay = usecase.New(d.Observer, "stays.price_stay", s.priceStay)
	s.MakeQuote = usecase.New(d.Observer, "stays.make_quote", s.makeQuote)
	s.ViewQuote = usecase.New(d.Observer, "stays.view_quote", s.viewQuote)
	s.BookStay = usecase.New(d.Observer, "stays.book_stay", s.bookStay)
	s.ViewManaged = usecase.New(d.Observer, "stays.view_managed", s.viewManaged)
	s.StartPayment = usecase.New(d.Observer, "stays.start_payment", s.startPayment)
	s.PreviewChange = usecase.New(d.Observer, "stays.preview_change", s.previewChange)
	s.ChangeManaged = usecase.New(d.Observer, "stays.change_managed", s.changeManaged)
	s.PreviewCancel = usecase.New(d.Observer, "stays.preview_cancel", s.previewCancel)
	s.CancelManaged = usecase.New(d.Observer, "stays.cancel_managed", s.cancelManaged)
	s.AskLink = usecase.New(d.Observer, "stays.ask_link", s.askLink)
	s.Remind = usecase.New(d.Observer, "stays.remind_balances", s.remindBalances)
	s.ForgetQuotes = usecase.New(d.Observer, "stays.forget_quotes", s.forgetQuotes)
	s.SendLink = usecase.New(d.Observer, "stays.send_link", s.sendLink)
	s.ManageLink = usecase.New(d.Observer, "stays.manage_link", s.manageLink)
	s.MyReservations = usecase.New(d.Observer, "stays.my_reservations", s.myReservations)
	s.MyReservation = usecase.New(d.Observer, "stays.my_reservation", s.myReservation)
	s.OwnedProperties = usecase.New(d.Observer, "stays.owned_properties", s.ownedProperties)
	s.ReservationsOf = usecase.New(d.Observer, "stays.reservations_of", s.reservationsOf)
	s.ForgetGuest = usecase.New(d.Observer, "stays.forget_guest", s.forgetGuest)
	s.ExpireHold = usecase.New(d.Observer, "stays.expire_hold", s.expireHold)
	s.RecordPayment = usecase.New(d.Observer, "stays.record_payment", s.recordPayment)
	s.RecordFailure = usecase.New(d.Observer, "stays.record_failure", s.recordFailure)
	s.RecordRefund = usecase.New(d.Observer, "stays.record_refund", s.recordRefund)
	s.cautions()
	s.charges()
}

// desk wires reservations and planning.
func (s *Stays) desk() {
	d := s.d
	s.ExportReservations = usecase.New(d.Observer, "stays.export_reservations", s.exportReservations)
	s.ListReservations = usecase.New(d.Observer, "stays.list_reservations", s.listReservations)
	s.GetReservation = usecase.New(d.Observer, "stays.get_reservation", s.getReservation)
	s.BookByPhone = usecase.New(d.Observer, "stays.book_by_phone", s.bookByPhone)
	s.QuoteByPhone = usecase.New(d.Observer, "stays.quote_by_phone", s.quoteByPhone)
	s.TakePayment = usecase.New(d.Observer, "stays.take_payment", s.takePayment)
	s.ConfirmReservation = usecase.New(d.Observer, "stays.confirm_reservation", s.confirmReservation)
	s.CancelReservation = usecase.New(d.Observer, "stays.cancel_reservation", s.cancelReservation)
	s.PayDouble = usecase.New(d.Observer, "stays.pay_double", s.payDouble)
	s.ListOwedBack = usecase.New(d.Observer, "stays.list_owed_back", s.listOwedBack)
	s.GiveBack = usecase.New(d.Observer, "stays.give_back", s.giveBack)
	s.PreviewDeskCancel = usecase.New(d.Observer, "stays.preview_desk_cancel", s.previewDeskCancel)
	s.CheckIn = usecase.New(d.Observer, "stays.check_in", s.checkIn)
	s.Complete = usecase.New(d.Observer, "stays.complete", s.complete)
	s.MarkNoShow = usecase.New(d.Observer, "stays.mark_no_show", s.markNoShow)
	s.PreviewMove = usecase.New(d.Observer, "stays.preview_move", s.previewMove)
	s.MoveReservation = usecase.New(d.Observer, "stays.move_reservation", s.moveReservation)
	s.RenewLink = usecase.New(d.Observer, "stays.renew_link", s.renewLink)
	s.EditNote = usecase.New(d.Observer, "stays.edit_note", s.editNote)
	s.AddBlock = usecase.New(d.Observer, "stays.add_block", s.addBlock)
	s.ViewBlock = usecase.New(d.Observer, "stays.view_block", s.viewBlock)
	s.MoveBlock = usecase.New(d.Observer, "stays.move_block", s.moveBlock)
	s.RemoveBlock = usecase.New(d.Observer, "stays.remove_block", s.removeBlock)
	s.PlanningBoard = usecase.New(d.Observer, "stays.planning_board", s.planningBoard)
	s.Today = usecase.New(d.Observer, "stays.today", s.todayView)
}

// catalogue wires properties and the agency's choices.
func (s *Stays) catalogue() {
	d := s.d
	s.ListProperties = usecase.New(d.Observer, "stays.list_properties", s.listProperties)
	s.GetProperty = usecase.New(d.Observer, "stays.get_property", s.getProperty)
	s.ListOwners = usecase.New(d.Observer, "stays.list_owners", s.listOwners)
	s.CreateProperty = usecase.New(d.Observer, "stays.create_property", s.createProperty)
	s.EditProperty = usecase.New(d.Observer, "stays.edit_property", s.editProperty)
	s.PublishProperty = usecase.New(d.Observer, "stays.publish_property", s.publishProperty)
	s.UnpublishProperty = usecase.New(d.Observer, "stays.unpublish_property", s.unpublishProperty)
	s.ArchiveProperty = usecase.New(d.Observer, "stays.archive_property", s.archiveProperty)
	s.AddPhoto = usecase.New(d.Observer, "stays.add_photo", s.addPhoto)
	s.EditPhoto = usecase.New(d.Observer, "stays.edit_photo", s.editPhoto)
	s.ArrangePhotos = usecase.New(d.Observer, "stays.arrange_photos", s.arrangePhotos)
	s.RemovePhoto = usecase.New(d.Observer, "stays.remove_photo", s.removePhoto)
	s.EditRates = usecase.New(d.Observer, "stays.edit_rates", s.editRates)
	s.PutSeason = usecase.New(d.Observer, "stays.put_season", s.putSeason)
	s.RemoveSeason = usecase.New(d.Observer, "stays.remove_season", s.removeSeason)
	s.PutFee = usecase.New(d.Observer, "stays.put_fee", s.putFee)
	s.RemoveFee = usecase.New(d.Observer, "stays.remove_fee", s.removeFee)
	s.SetSpots = usecase.New(d.Observer, "stays.set_spots", s.setSpots)
	s.GetSettings = usecase.New(d.Observer, "stays.get_settings", s.getSettings)
	s.EditSettings = usecase.New(d.Observer, "stays.edit_settings", s.editSettings)
	s.ListTaxRules = usecase.New(d.Observer, "stays.list_tax_rules", s.listTaxRules)
	s.PutTaxRule = usecase.New(d.Observer, "stays.put_tax_rule", s.putTaxRule)
	s.RemoveTaxRule = usecase.New(d.Observer, "stays.remove_tax_rule", s.removeTaxRule)
}
