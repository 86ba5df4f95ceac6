//! Numbers so close to zero that a machine's floating point has no other number for them: read as zero they would say
//! something that their text does not.

/// Which numbers of a JSON text, counted from 0, are not zero and would be read as zero. `zeros` were read so, in their
/// order.
pub(super) fn vanishing(text: &str, zeros: &[usize]) -> Vec<usize> {
    let mut zeros = zeros.iter().copied().peekable();
    let mut found = Vec::new();
    for (place, number) in numbers(text).enumerate() {
        if zeros.next_if_eq(&place).is_some() && has_digits(number) {
            found.push(place);
        }
    }
    found
}

/// Whether the digits before an exponent say anything but zero.
fn has_digits(number: &str) -> bool {
    let digits = number.bytes().take_while(|byte| !matches!(byte, b'e' | b'E'));
    digits.into_iter().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// The numbers of a valid JSON text, in their order.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|letter: char| letter == '"' || begins(letter))?;
            let (_, found) = rest.split_at_checked(start)?;
            if let Some(behind) = found.strip_prefix('"') {
                rest = behind_text(behind);
                continue;
            }
            let end = found.find(|letter: char| !goes_on(letter)).unwrap_or(found.len());
            let (number, behind) = found.split_at_checked(end)?;
            rest = behind;
            return Some(number);
        }
    })
}

fn begins(letter: char) -> bool {
    letter == '-' || letter.is_ascii_digit()
}

fn goes_on(letter: char) -> bool {
    begins(letter) || matches!(letter, '+' | '.' | 'e' | 'E')
}

/// What follows a text whose opening quote has been read.
fn behind_text(text: &str) -> &str {
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => drop(letters.next()),
            _ => {}
        }
    }
    letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_outside_of_texts() {
        let text = r#"{"1\"2": [-3.5e-7, "4\\", 5], "k": {"6": 0.0}}"#;
        assert_eq!(numbers(text).collect::<Vec<_>>(), ["-3.5e-7", "5", "0.0"]);
        assert_eq!(vanishing("[0.0, 1e-999, 0e-999, -0.00]", &[0, 1, 2, 3]), [1]);
    }
}
