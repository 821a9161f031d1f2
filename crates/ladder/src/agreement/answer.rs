//! Answers: numbers in order, with a shape.

use super::Number;

/// What rungs compute: one number, or many in a fixed order.
///
/// It is implemented for numbers, for vectors, arrays and boxed slices of answers, and with feature `ndarray` for that
/// crate's arrays. A type of your own implements it by passing on to its parts, or is compared by
/// [`Agreement::by`](crate::Agreement::by), which does not ask for it.
///
/// ```
/// use lanelab_ladder::{Agreement, Answer};
///
/// struct Moments {
///     mean: f64,
///     variance: f64,
/// }
///
/// impl Answer for Moments {
///     type Number = f64;
///
///     fn shape(&self) -> Vec<usize> {
///         vec![2]
///     }
///
///     fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
///         [self.mean, self.variance].into_iter()
///     }
///
///     fn numbers_mut(&mut self) -> impl Iterator<Item = &mut f64> + '_ {
///         [&mut self.mean, &mut self.variance].into_iter()
///     }
/// }
///
/// let (got, expected) = (Moments { mean: 1.0, variance: 3.0 }, Moments { mean: 1.0, variance: 2.0 });
/// let found = Agreement::<(), _>::ulps(1).check(&(), &got, &expected).unwrap_err();
/// assert!(found.to_string().starts_with("element 1 is 3 "));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an answer that is compared number by number",
    note = "use numbers, arrays such as `[f32; 2]`, or `Vec`s of them; or name a rule of your own by `.oracle_by(oracle, \
            Agreement::by(name, rule))`"
)]
pub trait Answer {
    /// The type of its numbers.
    type Number: Number;

    /// Its length along each axis, outermost first; empty for a single number.
    fn shape(&self) -> Vec<usize>;

    /// Its numbers, the last axis fastest.
    fn numbers(&self) -> impl Iterator<Item = Self::Number> + '_;

    /// Its numbers in the same order, to be changed.
    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut Self::Number> + '_;

    /// Changes each number to one that is far from it, so that what a rung leaves unwritten is wrong.
    fn spoil(&mut self) {
        self.numbers_mut().for_each(|number| *number = number.spoilt());
    }
}

impl<N: Number> Answer for N {
    type Number = N;

    fn shape(&self) -> Vec<usize> {
        Vec::new()
    }

    fn numbers(&self) -> impl Iterator<Item = N> + '_ {
        std::iter::once(*self)
    }

    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut N> + '_ {
        std::iter::once(self)
    }
}

macro_rules! sequence {
    ($([$($generics:tt)*] $sequence:ty),*) => {$(
        impl<$($generics)*> Answer for $sequence {
            type Number = A::Number;

            fn shape(&self) -> Vec<usize> {
                let inner = self.first().map_or_else(Vec::new, A::shape);
                [vec![self.len()], inner].concat()
            }

            fn numbers(&self) -> impl Iterator<Item = A::Number> + '_ {
                self.iter().flat_map(A::numbers)
            }

            fn numbers_mut(&mut self) -> impl Iterator<Item = &mut A::Number> + '_ {
                self.iter_mut().flat_map(A::numbers_mut)
            }
        }
    )*};
}

sequence!([A: Answer] Vec<A>, [A: Answer] Box<[A]>, [A: Answer, const N: usize] [A; N]);

#[cfg(feature = "ndarray")]
impl<N: Number, D: ndarray::Dimension> Answer for ndarray::Array<N, D> {
    type Number = N;

    fn shape(&self) -> Vec<usize> {
        self.shape().to_vec()
    }

    fn numbers(&self) -> impl Iterator<Item = N> + '_ {
        self.iter().copied()
    }

    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut N> + '_ {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_numbers_are_nested() {
        let mut pixels = vec![[1_u8, 2, 3], [4, 5, 6]];
        assert_eq!(Answer::shape(&pixels), [2, 3]);
        assert!(pixels.numbers().eq(1..=6));
        pixels.spoil();
        assert!(pixels.numbers().eq([129, 130, 131, 132, 133, 134]));
        assert_eq!(Answer::shape(&2.5_f32), [0_usize; 0]);
    }

    #[cfg(feature = "ndarray")]
    #[test]
    fn an_image_names_row_and_column_whatever_its_order_in_memory() {
        use ndarray::{Array2, ShapeBuilder as _};
        let expected = Array2::<f32>::zeros((2, 3));
        let mut columns_first = Array2::zeros((2, 3).f());
        let exact = crate::Agreement::<(), Array2<f32>>::exact();
        assert_eq!(exact.check(&(), &columns_first, &expected), Ok(()));
        columns_first[[1, 0]] = 1.0;
        columns_first[[0, 2]] = 2.0;
        let found = exact.check(&(), &columns_first, &expected).unwrap_err().to_string();
        assert!(found.starts_with("row 0, column 2 is 2 ") && found.contains("2 of 6 numbers differ"), "{found}");
    }
}
