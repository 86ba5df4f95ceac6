//! What lists are asked about one inquiry.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::{
    EmailAddress, FieldName, GovernmentId, PersonName, PhoneNumber, composed, parse_address,
};
use crate::attribute::{AttributeKey, AttributeValue, Attributes, Code};
use crate::inquiry::Submission;

/// The values of one inquiry that lists match on, normalised; `None` matches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListKeys {
    /// The session's address; IPv4-mapped becomes IPv4.
    pub ip_address: Option<IpAddr>,
    /// The e-mail address, if the raw field is one.
    pub email_address: Option<EmailAddress>,
    /// The phone number, if the raw field is one; a local one is of the address country.
    pub phone_number: Option<PhoneNumber>,
    /// The name, folded.
    pub name: Option<PersonName>,
    /// The final attribute `country`, sent or derived.
    pub country: Option<Code>,
    /// Number and class of the identity document.
    pub government_id: Option<GovernmentId>,
    /// The fingerprints of browser and device.
    pub fingerprints: Vec<String>,
    /// Every field that is not empty.
    pub texts: BTreeMap<FieldName, String>,
}

impl ListKeys {
    /// Takes raw `fields` and `session`, and for countries the final attribute.
    pub fn new(submission: &Submission, attributes: &Attributes) -> Self {
        let field = |name: &str| submission.fields.get(name);
        let session = |name: &str| submission.session.get(name);
        let region = field("address_country_code").and_then(Code::country);
        Self {
            ip_address: session("ip_address").and_then(parse_address),
            email_address: field("email_address").and_then(EmailAddress::parse),
            phone_number: field("phone_number")
                .and_then(|text| PhoneNumber::of_inquiry(text, region)),
            name: field("name_last")
                .and_then(|last| PersonName::of_inquiry(field("name_first"), last)),
            country: match attributes.get(AttributeKey::Country) {
                Some(AttributeValue::Code(code)) => Some(code),
                Some(AttributeValue::Number(_)) | None => None,
            },
            government_id: field("identification_number")
                .and_then(|number| GovernmentId::of_inquiry(number, field("identification_class"))),
            fingerprints: ["browser_fingerprint", "device_fingerprint"]
                .into_iter()
                .filter_map(session)
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
                .collect(),
            texts: texts(submission),
        }
    }
}

fn texts(submission: &Submission) -> BTreeMap<FieldName, String> {
    let fields = submission.fields.iter();
    let named = fields.filter_map(|(name, text)| Some((name.parse().ok()?, composed(text))));
    named.filter(|(_, text)| !text.is_empty()).collect()
}
