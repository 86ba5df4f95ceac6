-- What a team needs around deciding. Words in braces are explained in seam/dialect.rs.

-- People.

-- Lists.

-- Audit.

-- Inquiries, erasing and the example.
