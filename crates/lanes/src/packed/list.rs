//! Lists of pixels, packed lane by lane.

use crate::flight::Flight;
use lanelab_grid::{Lanes, Scalar};

/// The most extra numbers that a lane carries.
pub(crate) const EXTRAS: usize = 2;

/// Vectors of room behind the last lane, so that a whole vector can be stored there.
const MARGIN: usize = 16;

/// Vectors by which each array is longer than the one before, so that they begin at different places in a page: a load
/// waits for a store at the same offset in another page.
const STAGGER: usize = 9;

/// A list of pixels as arrays: value, constant, place in the block, and up to [`EXTRAS`] more numbers per lane.
///
/// The arrays consist of vectors, so they are aligned; lanes can be stored at any place in them.
#[derive(Debug, Clone)]
pub(crate) struct List<V> {
    pub(crate) re: Vec<V>,
    pub(crate) im: Vec<V>,
    pub(crate) c_re: Vec<V>,
    pub(crate) c_im: Vec<V>,
    /// The pixel's index in the block, row by row.
    pub(crate) place: Vec<V>,
    pub(crate) extra: [Vec<V>; EXTRAS],
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
    /// An empty list with room for this many lanes.
    pub(crate) fn with_room(lanes: usize) -> Self {
        let vectors = lanes.div_ceil(V::LANES) + MARGIN;
        let array = |number: usize| vec![V::splat(0.0); vectors + number * STAGGER];
        Self {
            re: array(0),
            im: array(1),
            c_re: array(2),
            c_im: array(3),
            place: array(4),
            extra: std::array::from_fn(|i| array(5 + i)),
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
        let (re, im) = (&self.re[vector..][..K], &self.im[vector..][..K]);
        let (c_re, c_im) = (&self.c_re[vector..][..K], &self.c_im[vector..][..K]);
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
        let [re, im, c_re, c_im] = [&self.re, &self.im, &self.c_re, &self.c_im]
            .map(|array| array[vector..].first_chunk().expect("behind the last vector there is room for a flight"));
        Flight { re: *re, im: *im, c_re, c_im }
    }

    /// Puts the values of `K` vectors back.
    #[inline(always)]
    pub(crate) fn put<const K: usize>(&mut self, vector: usize, re: [V; K], im: [V; K]) {
        let (to_re, to_im) = (&mut self.re[vector..][..K], &mut self.im[vector..][..K]);
        for i in 0..K {
            (to_re[i], to_im[i]) = (re[i], im[i]);
        }
    }

    /// One vector.
    #[inline(always)]
    pub(crate) fn packet(&self, vector: usize) -> Packet<V> {
        let mut extra = [V::splat(0.0); EXTRAS];
        for (extra, array) in extra.iter_mut().zip(&self.extra).take(self.extras) {
            *extra = array[vector];
        }
        Packet {
            re: self.re[vector],
            im: self.im[vector],
            c_re: self.c_re[vector],
            c_im: self.c_im[vector],
            place: self.place[vector],
            extra,
        }
    }

    /// Moves `lanes` lanes to an earlier place; does nothing where they are there already.
    #[inline(always)]
    pub(crate) fn shift(&mut self, from: usize, lanes: usize, to: usize) {
        if from == to {
            return;
        }
        let Self { re, im, c_re, c_im, place, extra, extras, .. } = self;
        for array in [re, im, c_re, c_im, place].into_iter().chain(extra.iter_mut().take(*extras)) {
            V::elements_mut(array).copy_within(from..from + lanes, to);
        }
    }

    /// Writes the chosen lanes of a packet from lane `to` on. Up to one vector behind them is overwritten.
    #[inline(always)]
    pub(crate) fn pack(&mut self, to: usize, packet: &Packet<V>, lanes: u32) {
        packet.re.store_packed(lanes, &mut V::elements_mut(&mut self.re)[to..]);
        packet.im.store_packed(lanes, &mut V::elements_mut(&mut self.im)[to..]);
        packet.c_re.store_packed(lanes, &mut V::elements_mut(&mut self.c_re)[to..]);
        packet.c_im.store_packed(lanes, &mut V::elements_mut(&mut self.c_im)[to..]);
        packet.place.store_packed(lanes, &mut V::elements_mut(&mut self.place)[to..]);
        for (extra, array) in packet.extra.iter().zip(&mut self.extra).take(self.extras) {
            extra.store_packed(lanes, &mut V::elements_mut(array)[to..]);
        }
    }

    /// Appends the chosen lanes of a packet.
    #[inline(always)]
    pub(crate) fn append(&mut self, packet: &Packet<V>, lanes: u32) {
        self.pack(self.len, packet, lanes);
        self.len += lanes.count_ones() as usize;
    }
}

#[inline(always)]
pub(crate) fn first_lanes(lanes: usize) -> u32 {
    (0..lanes).fold(0, |bits, lane| bits | 1 << lane)
}

/// The integer below 2³² in a lane.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an integer, exact in a float")]
pub(crate) fn whole<E: Scalar>(lane: E) -> u32 {
    lane.to_f64() as i64 as u32
}

/// An integer below 2³² in every lane.
#[inline(always)]
pub(crate) fn splat<V: Lanes>(number: usize) -> V {
    V::splat(number as f64)
}
