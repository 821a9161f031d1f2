//! Lists of pixels, packed lane by lane.

use super::block::MOST_PIXELS;
use crate::NativeF64;
use crate::flight::Flight;
use lanelab_grid::{Lanes, Mask, Scalar};

/// The most extra numbers that a lane carries.
pub(crate) const EXTRAS: usize = 2;

/// The numbers of a lane: its value, its constant, its pixel's index in the block (row by row), and from [`EXTRA`] on up
/// to [`EXTRAS`] more.
pub(crate) const RE: usize = 0;
pub(crate) const IM: usize = 1;
pub(crate) const C_RE: usize = 2;
pub(crate) const C_IM: usize = 3;
pub(crate) const PLACE: usize = 4;
pub(crate) const EXTRA: usize = 5;

/// Vectors of each array: those of a block; 16 behind them, so that a whole flight can be loaded and stored there; and 9
/// more, so that the arrays begin at different places in a page: a load waits for a store at the same offset in another
/// page.
const ROOM: usize = MOST_PIXELS / NativeF64::LANES + 16 + 9;

/// A list of pixels: an array for each number of a lane.
///
/// The arrays consist of vectors, so they are aligned; lanes can be stored at any place in them. All lie in one piece of
/// memory and their length is known at compile time, so that a packet needs one address and one check of its place.
#[derive(Debug, Clone)]
pub(crate) struct List<V> {
    pub(crate) numbers: Box<[[V; ROOM]; EXTRA + EXTRAS]>,
    /// How many of the extra numbers are in use; the others are not packed.
    pub(crate) extras: usize,
    /// How many lanes carry a pixel; the values of later lanes are arbitrary.
    pub(crate) len: usize,
}

/// One vector of a list: all numbers that its lanes carry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packet<V> {
    pub(crate) re: V,
    pub(crate) im: V,
    pub(crate) c_re: V,
    pub(crate) c_im: V,
    pub(crate) place: V,
    pub(crate) extra: [V; EXTRAS],
}

impl<V: Lanes> List<V> {
    /// An empty list.
    pub(crate) fn new() -> Self {
        Self {
            numbers: vec![[V::splat(0.0); ROOM]; EXTRA + EXTRAS].try_into().expect("as many arrays"),
            extras: 0,
            len: 0,
        }
    }

    /// How many vectors hold lanes that carry a pixel.
    pub(crate) fn vectors(&self) -> usize {
        self.len.div_ceil(V::LANES)
    }

    /// Which lanes of a vector carry a pixel, as bits.
    #[inline(always)]
    pub(crate) fn in_use(&self, vector: usize) -> u32 {
        first_lanes(self.len.saturating_sub(vector * V::LANES).min(V::LANES))
    }

    /// `K` vectors, to be stepped.
    #[inline(always)]
    pub(crate) fn flight<const K: usize>(&self, vector: usize) -> Flight<V, K> {
        let (re, im) = (&self.numbers[RE][vector..][..K], &self.numbers[IM][vector..][..K]);
        let (c_re, c_im) = (&self.numbers[C_RE][vector..][..K], &self.numbers[C_IM][vector..][..K]);
        let zero = [V::splat(0.0); K];
        let mut flight = Flight { re: zero, im: zero, c_re: zero, c_im: zero };
        for i in 0..K {
            (flight.re[i], flight.im[i]) = (re[i], im[i]);
            (flight.c_re[i], flight.c_im[i]) = (c_re[i], c_im[i]);
        }
        flight
    }

    /// `K` vectors, to be stepped; their constants stay in the list.
    #[inline(always)]
    pub(crate) fn flight_in_place<const K: usize>(&self, vector: usize) -> Flight<V, K, &[V; K]> {
        let [re, im, c_re, c_im] = [RE, IM, C_RE, C_IM].map(|array| {
            self.numbers[array][vector..].first_chunk().expect("behind the last vector there is room for a flight")
        });
        Flight { re: *re, im: *im, c_re, c_im }
    }

    /// Puts the values of `K` vectors back.
    #[inline(always)]
    pub(crate) fn put<const K: usize>(&mut self, vector: usize, re: [V; K], im: [V; K]) {
        self.numbers[RE][vector..][..K].copy_from_slice(&re);
        self.numbers[IM][vector..][..K].copy_from_slice(&im);
    }

    /// One vector.
    #[inline(always)]
    pub(crate) fn packet(&self, vector: usize) -> Packet<V> {
        let mut extra = [V::splat(0.0); EXTRAS];
        for (extra, array) in extra.iter_mut().zip(&self.numbers[EXTRA..]).take(self.extras) {
            *extra = array[vector];
        }
        Packet {
            re: self.numbers[RE][vector],
            im: self.numbers[IM][vector],
            c_re: self.numbers[C_RE][vector],
            c_im: self.numbers[C_IM][vector],
            place: self.numbers[PLACE][vector],
            extra,
        }
    }

    /// Moves `lanes` lanes to an earlier place; does nothing where they are there already.
    #[inline(always)]
    pub(crate) fn shift(&mut self, from: usize, lanes: usize, to: usize) {
        if from == to {
            return;
        }
        let used = EXTRA + self.extras;
        for array in &mut self.numbers[..used] {
            V::elements_mut(&mut array[..]).copy_within(from..from + lanes, to);
        }
    }

    /// Removes the lanes for which `dropped` says so of the numbers of their vector.
    pub(crate) fn drop_where(&mut self, dropped: impl Fn(&[[V; ROOM]; EXTRA + EXTRAS], usize) -> V::Mask) {
        let mut packed = 0;
        for vector in 0..self.vectors() {
            let in_use = self.in_use(vector);
            let staying = in_use & !dropped(&self.numbers, vector).bits();
            if staying != in_use || packed < vector * V::LANES {
                let packet = self.packet(vector);
                self.pack(packed, &packet, staying);
            }
            packed += staying.count_ones() as usize;
        }
        self.len = packed;
    }

    /// Writes the chosen lanes of a packet from lane `to` on. Up to one vector behind them is overwritten.
    #[inline(always)]
    pub(crate) fn pack(&mut self, to: usize, packet: &Packet<V>, lanes: u32) {
        packet.re.store_packed(lanes, &mut V::elements_mut(&mut self.numbers[RE][..])[to..]);
        packet.im.store_packed(lanes, &mut V::elements_mut(&mut self.numbers[IM][..])[to..]);
        packet.c_re.store_packed(lanes, &mut V::elements_mut(&mut self.numbers[C_RE][..])[to..]);
        packet.c_im.store_packed(lanes, &mut V::elements_mut(&mut self.numbers[C_IM][..])[to..]);
        packet.place.store_packed(lanes, &mut V::elements_mut(&mut self.numbers[PLACE][..])[to..]);
        for (extra, array) in packet.extra.iter().zip(&mut self.numbers[EXTRA..]).take(self.extras) {
            extra.store_packed(lanes, &mut V::elements_mut(&mut array[..])[to..]);
        }
    }

    /// Appends the chosen lanes of a packet.
    #[inline(always)]
    pub(crate) fn append(&mut self, packet: &Packet<V>, lanes: u32) {
        self.pack(self.len, packet, lanes);
        self.len += lanes.count_ones() as usize;
    }
}

/// A bit for each of the first `lanes` lanes, at most 16.
#[inline(always)]
pub(crate) const fn first_lanes(lanes: usize) -> u32 {
    (1 << lanes) - 1
}

/// The integer below 2³² in a lane: in a double from 2⁵² to 2⁵³ the lowest bit is worth 1, so after the sum the low bits
/// are the integer.
#[inline(always)]
pub(crate) fn whole<E: Scalar>(lane: E) -> u32 {
    ((lane.to_f64() + 4_503_599_627_370_496.0).to_bits() & 0xffff_ffff) as u32
}

/// An integer below 2³² in every lane.
#[inline(always)]
pub(crate) fn splat<V: Lanes>(number: usize) -> V {
    V::splat(number as f64)
}
