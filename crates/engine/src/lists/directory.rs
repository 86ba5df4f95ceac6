//! The prefix lengths that occur near an address.

/// What a directory is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// The shortest prefix that it tells of; the places of addresses that share one are the same.
    pub(super) least: u8,
    /// So many lengths share a bit of a place.
    pub(super) step: u8,
    /// How many places there are, as a power of two.
    pub(super) place_bits: u32,
}

/// By place, the lengths of the networks there.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    shape: Shape,
    /// A bit for each length that occurs anywhere, from bit 0 for the least.
    lengths: u128,
    /// Bit 0 stands for the least lengths. Empty until needed.
    places: Vec<u16>,
}

impl Directory {
    pub(super) const fn new(shape: Shape) -> Self {
        Self { shape, lengths: 0, places: Vec::new() }
    }

    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// Notes that a network with so many bits, the least or more, is at this place.
    pub(super) fn note(&mut self, place: usize, bits: u8) {
        if self.places.is_empty() {
            self.places = vec![0; 1 << self.shape.place_bits];
        }
        let above = bits.saturating_sub(self.shape.least);
        self.lengths |= 1 << above;
        if let Some(place) = self.places.get_mut(place) {
            *place |= 1 << (above / self.shape.step);
        }
    }

    /// The lengths that may occur at a place, the longest first.
    #[inline]
    pub(super) fn lengths(&self, place: impl FnOnce(Shape) -> usize) -> impl Iterator<Item = u8> {
        let Shape { least, step, .. } = self.shape;
        let place = if self.lengths == 0 { None } else { self.places.get(place(self.shape)) };
        let mut noted = place.copied().unwrap_or_default();
        let mut lengths = 0_u128;
        std::iter::from_fn(move || {
            while lengths == 0 {
                let highest = u8::try_from(noted.checked_ilog2()?).ok()?;
                noted &= !(1 << highest);
                let bits = !(u128::MAX << step) << (highest * step);
                lengths = self.lengths & bits;
            }
            let above = u8::try_from(lengths.checked_ilog2()?).ok()?;
            lengths &= !(1 << above);
            Some(least + above)
        })
    }
}
