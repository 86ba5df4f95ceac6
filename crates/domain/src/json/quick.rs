//! Reads what nearly every text is like. Whatever else it meets, be it wrong or merely rare, it leaves to
//! [`super::strict`], which reads from the beginning.

use serde_json::Number;

use super::tree::{Builder, Document, Node};

/// Deeper documents are left alone, well before the depth at which they are refused.
const DEPTH: usize = 64;
/// More keys of one object than this are not compared with each other.
const KEYS: u32 = 64;
/// Digits of a number: so many are kept by floating point, whatever they are.
const DIGITS: usize = 15;
/// Bytes for which a node is expected.
const BYTES_PER_NODE: usize = 8;
/// Nodes that are made room for at the beginning, at most.
const NODES: usize = 4_096;

/// Powers of ten that floating point holds exactly, so that dividing by them rounds once.
const TENS: [f64; DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The document of a text; `None` if it is not of the usual kind.
pub(super) fn read(text: &str) -> Option<Document<'_>> {
    // Most texts are of one line without an escape: then a text ends at the next quote.
    let is_special = |byte: u8| u8::from(byte < b' ' || byte == b'\\');
    let special = text.bytes().fold(0, |found, byte| found | is_special(byte));
    if special == 0 { read_as::<true>(text) } else { read_as::<false>(text) }
}

fn read_as<const PLAIN: bool>(text: &str) -> Option<Document<'_>> {
    let nodes = (text.len() / BYTES_PER_NODE + 1).min(NODES);
    let mut reader = Reader::<PLAIN> { text, at: 0, builder: Builder::with_capacity(nodes) };
    reader.value(0)?;
    reader.skip_space();
    (reader.at == text.len()).then(|| reader.builder.finish())
}

/// `PLAIN` if there is neither a control character nor a backslash.
struct Reader<'a, const PLAIN: bool> {
    text: &'a str,
    /// How much has been read.
    at: usize,
    builder: Builder<'a>,
}

impl<'a, const PLAIN: bool> Reader<'a, PLAIN> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// The next byte that is no white space, passed over.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        let mut byte = self.peek()?;
        if byte <= b' ' {
            self.skip_space();
            byte = self.peek()?;
        }
        self.at += 1;
        Some(byte)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.next()? {
            b'"' => {
                let text = self.string()?;
                // U+0000 is refused, with words of its own.
                if matches!(&text, Node::Unescaped(text) if text.contains('\0')) {
                    return None;
                }
                self.builder.push(text);
            }
            b'{' => return self.object(depth),
            b'[' => return self.array(depth),
            b't' => return self.word("rue", Node::Bool(true)),
            b'f' => return self.word("alse", Node::Bool(false)),
            b'n' => return self.word("ull", Node::Null),
            b'-' => {
                let number = self.number(true)?;
                self.builder.push(number);
            }
            b'0'..=b'9' => {
                self.at -= 1;
                let number = self.number(false)?;
                self.builder.push(number);
            }
            _ => return None,
        }
        Some(())
    }

    fn word(&mut self, rest: &str, node: Node<'a>) -> Option<()> {
        let end = self.at + rest.len();
        if self.text.as_bytes().get(self.at..end)? != rest.as_bytes() {
            return None;
        }
        self.at = end;
        self.builder.push(node);
        Some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        if depth >= DEPTH {
            return None;
        }
        let place = self.builder.open();
        let mut members = 0;
        self.skip_space();
        if self.peek()? == b']' {
            self.at += 1;
        } else {
            loop {
                self.value(depth + 1)?;
                members += 1;
                match self.next()? {
                    b',' => {}
                    b']' => break,
                    _ => return None,
                }
            }
        }
        self.builder.close_array(place, members);
        Some(())
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        if depth >= DEPTH {
            return None;
        }
        let place = self.builder.open();
        let mut keys = Keys::default();
        let mut next = self.next()?;
        while next != b'}' {
            if next != b'"' {
                return None;
            }
            let key = self.string()?;
            let (Node::Text(text), b':') = (&key, self.next()?) else { return None };
            if keys.may_hold(text)? && self.builder.has_key(place, text) {
                return None;
            }
            self.builder.push(key);
            self.value(depth + 1)?;
            match self.next()? {
                b',' => {
                    next = self.next()?;
                    if next == b'}' {
                        return None;
                    }
                }
                b'}' => break,
                _ => return None,
            }
        }
        self.builder.close_object(place);
        Some(())
    }

    /// A text whose opening quote has been read.
    #[inline]
    fn string(&mut self) -> Option<Node<'a>> {
        let begin = self.at;
        let rest = self.text.as_bytes().get(begin..)?;
        if PLAIN {
            let end = begin + to_quote(rest);
            self.at = end + 1;
            return self.text.get(begin..end).filter(|_| end < self.text.len()).map(Node::Text);
        }
        let end = begin + plain(rest);
        match self.text.as_bytes().get(end)? {
            b'"' => {
                self.at = end + 1;
                Some(Node::Text(self.text.get(begin..end)?))
            }
            b'\\' => self.unescaped(begin, end),
            _ => None,
        }
    }

    /// The same, with an escape at `escape`.
    fn unescaped(&mut self, begin: usize, escape: usize) -> Option<Node<'a>> {
        let mut text = self.text.get(begin..escape)?.to_owned();
        self.at = escape;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                _ => return None,
            }
            let length = plain(self.text.as_bytes().get(self.at..)?);
            text.push_str(self.text.get(self.at..self.at + length)?);
            self.at += length;
        }
        self.at += 1;
        Some(Node::Unescaped(text.into()))
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(),
            _ => return None,
        })
    }

    fn code_point(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        let second = self.text.as_bytes().get(self.at..self.at + 2)?;
        if second != b"\\u" {
            return None;
        }
        self.at += 2;
        let second = self.four_digits()?;
        if !(0xDC00..0xE000).contains(&second) {
            return None;
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        self.at += 4;
        digits
            .iter()
            .try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
    }

    /// A number whose sign has been read: whole or with a point, of few digits.
    fn number(&mut self, negative: bool) -> Option<Node<'a>> {
        let begin = self.at;
        let (mut digits, whole) = self.digits(0);
        let leads = self.text.as_bytes().get(begin)?;
        if whole == 0 || (*leads == b'0' && whole > 1) {
            return None;
        }
        let mut fraction = None;
        if self.peek() == Some(b'.') {
            self.at += 1;
            let (all, length) = self.digits(digits);
            if length == 0 {
                return None;
            }
            digits = all;
            fraction = Some(length);
        }
        let length = whole + fraction.unwrap_or(0);
        // Minus zero has a number of its own.
        if length > DIGITS || matches!(self.peek(), Some(b'e' | b'E')) || (negative && digits == 0)
        {
            return None;
        }
        let number = match fraction {
            None if negative => Number::from(-i64::try_from(digits).ok()?),
            None => Number::from(digits),
            Some(length) => {
                let value = exact(digits) / TENS.get(length)?;
                Number::from_f64(if negative { -value } else { value })?
            }
        };
        Some(Node::Number(number))
    }

    /// `number` with the digits that follow, and how many those are. More than [`DIGITS`] are not added up.
    fn digits(&mut self, mut number: u64) -> (u64, usize) {
        let begin = self.at;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        (number, self.at - begin)
    }
}

/// A whole number of at most [`DIGITS`] digits as floating point, which keeps it.
#[expect(clippy::cast_precision_loss, reason = "below 2^53 nothing is lost")]
const fn exact(number: u64) -> f64 {
    number as f64
}

/// How many bytes come before a quote.
#[inline]
fn to_quote(bytes: &[u8]) -> usize {
    let mut length = 0;
    let mut rest = bytes;
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        let marks = zeros(u64::from_le_bytes(*eight) ^ QUOTES);
        if marks != 0 {
            return length + marks.trailing_zeros() as usize / 8;
        }
        length += 8;
        rest = behind;
    }
    length + rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len())
}

/// How many bytes come before a quote, a backslash or a control character.
fn plain(bytes: &[u8]) -> usize {
    let mut length = 0;
    let mut rest = bytes;
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        let marks = marks(u64::from_le_bytes(*eight));
        if marks != 0 {
            return length + marks.trailing_zeros() as usize / 8;
        }
        length += 8;
        rest = behind;
    }
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
    length + rest.iter().position(ends).unwrap_or(rest.len())
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const QUOTES: u64 = ONES * b'"' as u64;
const BACKSLASHES: u64 = ONES * b'\\' as u64;
const SPACES: u64 = ONES * b' ' as u64;

/// Marks in eight bytes where a text may not go on. The lowest mark is right; others are above it.
const fn marks(eight: u64) -> u64 {
    let is_control = eight.wrapping_sub(SPACES) & !eight & HIGH;
    zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | is_control
}

/// Marks the bytes that are zero, likewise.
const fn zeros(eight: u64) -> u64 {
    eight.wrapping_sub(ONES) & !eight & HIGH
}

/// The keys of an object, remembered roughly: two that are alike are never missed.
#[derive(Default)]
struct Keys {
    seen: u64,
    count: u32,
}

impl Keys {
    /// Whether the key may have come before; `None` if there are too many keys to look.
    fn may_hold(&mut self, key: &str) -> Option<bool> {
        self.count += 1;
        let ends = [key.as_bytes().first(), key.as_bytes().last()];
        let [first, last] = ends.map(|byte| byte.copied().unwrap_or(0));
        let mixed = key.len().wrapping_mul(7)
            ^ usize::from(first).wrapping_mul(13)
            ^ usize::from(last).wrapping_mul(29);
        let bit = 1 << (mixed & 63);
        let known = self.seen & bit != 0;
        self.seen |= bit;
        (self.count <= KEYS).then_some(known)
    }
}
