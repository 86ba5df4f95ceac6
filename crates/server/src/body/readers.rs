//! Readers of single values, for [`super::Fields`].

use std::fmt::Display;
use std::str::FromStr;

use pointsman_domain::error::Pointer;
use serde_json::Value;

use super::Fault;

/// The most characters of an e-mail address (RFC 5321: 64 + @ + 255, held to the usual 254).
pub const EMAIL_CHARACTERS: usize = 254;

/// A text of `least` to `most` characters; at its ends white space is cut off first. No control characters.
pub fn text(least: usize, most: usize) -> impl Fn(&Value) -> Result<String, Fault> {
    move |value| {
        let text = string(value)?.trim();
        let count = text.chars().count();
        if count < least || count > most {
            return Err(Fault::new(
                "invalid_length",
                format!("must have {least} to {most} characters, not {count}"),
            ));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(Fault::new("invalid_text", "must not hold control characters"));
        }
        Ok(text.to_owned())
    }
}

/// A text in one line: like [`text`], without line breaks and tabs.
pub fn line(least: usize, most: usize) -> impl Fn(&Value) -> Result<String, Fault> {
    let read = text(least, most);
    move |value| {
        let text = read(value)?;
        if text.contains(['\n', '\t']) {
            return Err(Fault::new("invalid_text", "must stand in one line, without tabs"));
        }
        Ok(text)
    }
}

/// A secret that a person types: `least` to `most` characters, taken as it is.
pub fn secret(least: usize, most: usize) -> impl Fn(&Value) -> Result<String, Fault> {
    move |value| {
        let text = string(value)?;
        let count = text.chars().count();
        if count < least || count > most {
            let detail = format!("must have {least} to {most} characters");
            return Err(Fault::new("invalid_length", detail));
        }
        Ok(text.to_owned())
    }
}

/// An e-mail address: one `@` with something on both sides, no white space. Lower-cased.
pub fn email(value: &Value) -> Result<String, Fault> {
    let text = string(value)?.trim().to_lowercase();
    let well_formed = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    let printable = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if well_formed && printable && text.chars().count() <= EMAIL_CHARACTERS {
        Ok(text)
    } else {
        Err(Fault::new("invalid_email", "must be an e-mail address such as ada@example.com"))
    }
}

/// A text that a domain type reads; its error becomes the detail.
pub fn parsed<T>(code: &'static str) -> impl Fn(&Value) -> Result<T, Fault>
where
    T: FromStr,
    T::Err: Display,
{
    move |value| string(value)?.parse().map_err(|error: T::Err| Fault::new(code, error.to_string()))
}

/// A whole number from `least` to `most`.
pub fn whole_number(least: i64, most: i64) -> impl Fn(&Value) -> Result<i64, Fault> {
    move |value| {
        let Value::Number(number) = value else {
            return Err(Fault::wrong_type("a whole number", value));
        };
        number.as_i64().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            let detail = format!("must be a whole number from {least} to {most}, not {number}");
            Fault::new("out_of_range", detail)
        })
    }
}

/// `true` or `false`.
pub fn boolean(value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| Fault::wrong_type("a boolean", value))
}

/// Any JSON value, read by someone else.
pub fn json(value: &Value) -> Result<&Value, Fault> {
    Ok(value)
}

/// An array of at most `most` members, each read by `read`. The first bad member is reported.
pub fn array<T>(
    most: usize,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> impl Fn(&Value) -> Result<Vec<T>, Fault> {
    move |value| {
        let Value::Array(items) = value else {
            return Err(Fault::wrong_type("an array", value));
        };
        if items.len() > most {
            let detail = format!("{} members are more than the limit of {most}", items.len());
            return Err(Fault::new("too_many", detail));
        }
        let numbered = items.iter().enumerate();
        numbered
            .map(|(index, item)| {
                read(item).map_err(|fault| Fault { within: Pointer::root().index(index), ..fault })
            })
            .collect()
    }
}

fn string(value: &Value) -> Result<&str, Fault> {
    value.as_str().ok_or_else(|| Fault::wrong_type("a text", value))
}
