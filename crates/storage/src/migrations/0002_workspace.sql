-- What a team needs around deciding. Words in braces are explained in seam/dialect.rs.

-- People.

-- Lists.

-- Audit.

-- Inquiries, erasing and the example.

-- An inquiry's tags once more, to find inquiries by them.
CREATE TABLE inquiry_tags (
    tag {text} NOT NULL,
    created_at {int} NOT NULL,
    order_no {int} NOT NULL REFERENCES inquiries (order_no),
    PRIMARY KEY (tag, created_at, order_no)
) {keyed};
CREATE INDEX inquiry_tags_by_inquiry ON inquiry_tags (order_no);
INSERT INTO inquiry_tags (tag, created_at, order_no) {tags_of_inquiries};
