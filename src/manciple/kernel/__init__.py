"""The ground floor: fields, records, actions, refusals, forms, inquiries. No word of the trade."""
