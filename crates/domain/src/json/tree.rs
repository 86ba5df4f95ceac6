//! A JSON document as it stands in its bytes: one row of nodes for the whole of it, texts are borrowed wherever nothing is
//! escaped, and the keys of an object keep their order. What is read into something narrower at once needs no more.

use serde_json::{Map, Number, Value};

/// A document that has been read.
#[derive(Clone, Debug)]
pub struct Document<'a>(Vec<Node<'a>>);

/// A value of a document.
#[derive(Clone, Copy, Debug)]
pub enum Tree<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(&'t Number),
    /// A text.
    Text(&'t str),
    /// An array.
    Array(Array<'t>),
    /// An object.
    Object(Object<'t>),
}

/// An array.
#[derive(Clone, Copy, Debug)]
pub struct Array<'t> {
    members: usize,
    nodes: &'t [Node<'t>],
}

/// The keys of an object, each once, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Object<'t> {
    nodes: &'t [Node<'t>],
}

/// A value, or a key; what an array or object holds follows it, each value behind its key.
#[derive(Clone, Debug)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'a str),
    /// A text that stands in the bytes with escapes.
    Unescaped(Box<str>),
    /// How many members, and how many nodes they are.
    Array(usize, usize),
    /// How many nodes.
    Object(usize),
}

/// A document that is being read.
#[derive(Debug, Default)]
pub(super) struct Builder<'a>(Vec<Node<'a>>);

impl<'a> Builder<'a> {
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self(Vec::with_capacity(nodes))
    }

    #[inline]
    pub(super) fn push(&mut self, node: Node<'a>) {
        self.0.push(node);
    }

    /// Makes room for an array or an object, and says where.
    #[inline]
    pub(super) fn open(&mut self) -> usize {
        self.0.push(Node::Null);
        self.0.len() - 1
    }

    /// An array of so many members, which have come since `place` was opened.
    pub(super) fn close_array(&mut self, place: usize, members: usize) {
        let nodes = self.0.len() - place - 1;
        self.put(place, Node::Array(members, nodes));
    }

    /// An object whose keys and values have come since `place` was opened.
    pub(super) fn close_object(&mut self, place: usize) {
        let nodes = self.0.len() - place - 1;
        self.put(place, Node::Object(nodes));
    }

    /// The keys so far of an object that was opened at `place`.
    pub(super) fn has_key(&self, place: usize, key: &str) -> bool {
        let nodes = self.0.get(place + 1..).unwrap_or_default();
        Object { nodes }.iter().any(|(known, _)| known == key)
    }

    pub(super) fn finish(self) -> Document<'a> {
        Document(self.0)
    }

    fn put(&mut self, place: usize, node: Node<'a>) {
        if let Some(slot) = self.0.get_mut(place) {
            *slot = node;
        }
    }

    fn add(&mut self, value: &'a Value) {
        match value {
            Value::Null => self.push(Node::Null),
            Value::Bool(value) => self.push(Node::Bool(*value)),
            Value::Number(number) => self.push(Node::Number(number.clone())),
            Value::String(text) => self.push(Node::Text(text)),
            Value::Array(items) => {
                let place = self.open();
                for item in items {
                    self.add(item);
                }
                self.close_array(place, items.len());
            }
            Value::Object(map) => {
                let place = self.open();
                for (key, value) in map {
                    self.push(Node::Text(key));
                    self.add(value);
                }
                self.close_object(place);
            }
        }
    }
}

impl<'a> Document<'a> {
    /// The document of a value that was read before.
    pub fn of(value: &'a Value) -> Self {
        let mut builder = Builder::default();
        builder.add(value);
        builder.finish()
    }

    /// The whole of it.
    pub fn root(&self) -> Tree<'_> {
        first(&self.0).map_or(Tree::Null, |(tree, _)| tree)
    }
}

impl Tree<'_> {
    /// The same as a value that owns its texts.
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.to_owned()),
            Self::Array(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(object) => {
                let entries = object.iter().map(|(key, value)| (key.to_owned(), value.to_value()));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        }
    }

    /// Its JSON type, in words for an error message.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Whether it is `null`.
    pub const fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }
}

/// Objects are equal when their keys also come in the same order.
impl PartialEq for Tree<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Array(one), Self::Array(two)) => one.iter().eq(two.iter()),
            (Self::Object(one), Self::Object(two)) => one.iter().eq(two.iter()),
            (
                Self::Null
                | Self::Bool(_)
                | Self::Number(_)
                | Self::Text(_)
                | Self::Array(_)
                | Self::Object(_),
                _,
            ) => false,
        }
    }
}

impl<'t> Array<'t> {
    /// An array without members.
    pub const EMPTY: Self = Self { members: 0, nodes: &[] };

    /// How many members it has.
    pub const fn len(self) -> usize {
        self.members
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.members == 0
    }

    /// The members.
    pub fn iter(self) -> impl Iterator<Item = Tree<'t>> {
        let mut rest = self.nodes;
        std::iter::from_fn(move || {
            let (member, behind) = first(rest)?;
            rest = behind;
            Some(member)
        })
    }
}

impl<'t> Object<'t> {
    /// The value of a key.
    pub fn get(self, key: &str) -> Option<Tree<'t>> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// Keys and values.
    pub fn iter(self) -> impl Iterator<Item = (&'t str, Tree<'t>)> + Clone {
        let mut rest = self.nodes;
        std::iter::from_fn(move || {
            let (key, behind) = rest.split_first()?;
            let key = match key {
                Node::Text(text) => text,
                Node::Unescaped(text) => text.as_ref(),
                Node::Null
                | Node::Bool(_)
                | Node::Number(_)
                | Node::Array(..)
                | Node::Object(_) => {
                    return None;
                }
            };
            let (value, behind) = first(behind)?;
            rest = behind;
            Some((key, value))
        })
    }

    /// Whether there is no key.
    pub const fn is_empty(self) -> bool {
        self.nodes.is_empty()
    }
}

/// The first value of some nodes, and those behind it.
fn first<'t>(nodes: &'t [Node<'t>]) -> Option<(Tree<'t>, &'t [Node<'t>])> {
    let (node, rest) = nodes.split_first()?;
    let tree = match node {
        Node::Null => Tree::Null,
        Node::Bool(value) => Tree::Bool(*value),
        Node::Number(number) => Tree::Number(number),
        Node::Text(text) => Tree::Text(text),
        Node::Unescaped(text) => Tree::Text(text),
        Node::Array(members, length) => {
            let (nodes, rest) = rest.split_at_checked(*length)?;
            return Some((Tree::Array(Array { members: *members, nodes }), rest));
        }
        Node::Object(length) => {
            let (nodes, rest) = rest.split_at_checked(*length)?;
            return Some((Tree::Object(Object { nodes }), rest));
        }
    };
    Some((tree, rest))
}
