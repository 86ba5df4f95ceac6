//! What lists are asked about one inquiry.

use std::net::IpAddr;

use super::{EmailAddress, parse_address};
use crate::attribute::{AttributeKey, AttributeValue, Attributes, Code};
use crate::inquiry::Submission;

/// The values of one inquiry that lists match on, normalised; `None` matches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListKeys {
    /// The session's address; IPv4-mapped becomes IPv4.
    pub ip_address: Option<IpAddr>,
    /// The e-mail address, if the raw field is one.
    pub email_address: Option<EmailAddress>,
    /// The final attribute `country`, sent or derived.
    pub country: Option<Code>,
}

impl ListKeys {
    /// Takes raw `fields` and `session`, and for countries the final attribute.
    pub fn new(submission: &Submission, attributes: &Attributes) -> Self {
        let country = match attributes.get(AttributeKey::Country) {
            Some(AttributeValue::Code(code)) => Some(code),
            Some(AttributeValue::Number(_)) | None => None,
        };
        Self {
            ip_address: submission.session.get("ip_address").and_then(|text| parse_address(text)),
            email_address: submission
                .fields
                .get("email_address")
                .and_then(|text| EmailAddress::parse(text)),
            country,
        }
    }
}
