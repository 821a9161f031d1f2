//! What the course page "NumPy for Performance" prints about arrays, with `ndarray` and the forms beside it.

use lanelab_numpy::closeness::{Tolerance, assert_allclose, residual};
use lanelab_numpy::forms::{Endpoint, Mask, Span, arange, linspace, mgrid, put_pairs, scatter, take_pairs};
use ndarray::{Array, Array1, Array2, Array4, Axis, NewAxis, array, s};
use num_complex::Complex;

/// `np.arange(64)`, in a shape.
fn numbers<Sh: ndarray::ShapeArg>(shape: Sh) -> Array<i64, Sh::Dim> {
    Array1::from_iter(0..64).into_shape_with_order(shape).expect("64 elements")
}

/// `np.arange(0, 256, 4).reshape(8, 8)`.
fn fours() -> Array2<i32> {
    Array1::from_iter((0..256).step_by(4)).into_shape_with_order((8, 8)).expect("64 elements")
}

/// What the page prints of `np.sqrt(x)`.
#[rustfmt::skip]
const ROOTS: [f64; 64] = [
    0.0, 2.0, 2.828_427_12, 3.464_101_62, 4.0, 4.472_135_95, 4.898_979_49, 5.291_502_62,
    5.656_854_25, 6.0, 6.324_555_32, 6.633_249_58, 6.928_203_23, 7.211_102_55, 7.483_314_77, 7.745_966_69,
    8.0, 8.246_211_25, 8.485_281_37, 8.717_797_89, 8.944_271_91, 9.165_151_39, 9.380_831_52, 9.591_663_05,
    9.797_958_97, 10.0, 10.198_039_03, 10.392_304_85, 10.583_005_24, 10.770_329_61, 10.954_451_15, 11.135_528_73,
    11.313_708_5, 11.489_125_29, 11.661_903_79, 11.832_159_57, 12.0, 12.165_525_06, 12.328_828_01, 12.489_996,
    12.649_110_64, 12.806_248_47, 12.961_481_4, 13.114_877_05, 13.266_499_16, 13.416_407_86, 13.564_659_97, 13.711_309_2,
    13.856_406_46, 14.0, 14.142_135_62, 14.282_856_86, 14.422_205_1, 14.560_219_78, 14.696_938_46, 14.832_396_97,
    14.966_629_55, 15.099_668_87, 15.231_546_21, 15.362_291_5, 15.491_933_38, 15.620_499_35, 15.748_015_75, 15.874_507_87,
];

/// `xmatrix + 1j * ymatrix` on the page's grid.
fn values() -> Array2<Complex<f64>> {
    let step = 2.0 / 300.0;
    let (y, x) = mgrid(Span::stepped(-1.0, 1.0, step), Span::stepped(-1.5, 0.5, step)).expect("a grid");
    ndarray::Zip::from(&x).and(&y).map_collect(|&x, &y| Complex::new(x, y))
}

/// Asserts that numbers are those printed, to their eighth decimal.
fn assert_printed(numbers: &[f64], printed: &[f64]) {
    let eighth = Tolerance { relative: 0.0, absolute: 5.000_001e-9, nan_equal: false };
    assert_allclose(&Array1::from(numbers.to_vec()), &Array1::from(printed.to_vec()), eighth);
}

#[test]
fn zeros_in_four_dimensions_have_a_slice_in_two() {
    let zeros = Array4::<f64>::zeros([3, 4, 2, 5]);
    assert_eq!(zeros.slice(s![2, .., .., 1]), Array2::<f64>::zeros([4, 2]), "np.zeros([3, 4, 2, 5])[2, :, :, 1]");
}

#[test]
fn operations_are_elementwise() {
    let x = fours();
    let mut y = Array2::zeros((8, 8));
    for i in 0..8 {
        for j in 0..8 {
            y[[i, j]] = x[[i, j]] + 10;
        }
    }
    assert_eq!(&x + 10, y, "the loop and the whole array");
    assert!(y.iter().copied().eq((10..=262).step_by(4)), "x + 10");
    assert_eq!(y.row(0), array![10, 14, 18, 22, 26, 30, 34, 38], "first row of x + 10");
    assert_eq!(y.row(7), array![234, 238, 242, 246, 250, 254, 258, 262], "last row of x + 10");

    let roots = x.mapv(|x| f64::from(x).sqrt());
    assert_printed(&roots.iter().copied().collect::<Vec<_>>(), &ROOTS);
}

#[test]
fn evenly_spaced_numbers_end_with_the_stop_or_before_it() {
    let halves: Vec<f64> = (0..21).map(|i| f64::from(i) / 2.0).collect();
    assert_eq!(linspace(0.0, 10.0, 21, Endpoint::Included).unwrap().to_vec(), halves, "np.linspace(0, 10, 21)");
    assert_eq!(arange(0.0, 10.0, 0.5).unwrap().to_vec(), halves[..20], "np.arange(0, 10, 0.5)");
}

#[test]
fn a_grid_has_the_coordinates_printed() {
    let values = values();
    assert_eq!(values.dim(), (300, 300), "shape");
    let y: Vec<f64> = [0, 1, 2, 297, 298, 299].iter().map(|&row| values[[row, 7]].im).collect();
    assert_printed(&y, &[-1.0, -0.993_333_33, -0.986_666_67, 0.98, 0.986_666_67, 0.993_333_33]);
    let x: Vec<f64> = [0, 1, 2, 297, 298, 299].iter().map(|&column| values[[7, column]].re).collect();
    assert_printed(&x, &[-1.5, -1.493_333_33, -1.486_666_67, 0.48, 0.486_666_67, 0.493_333_33]);
}

#[test]
fn a_step_can_give_a_point_more_than_the_resolution() {
    let lengths = [48, 49, 50].map(|n| Span::stepped(-1.5, 0.5, 2.0 / f64::from(n)).axis().unwrap().len());
    assert_eq!(lengths, [48, 50, 50], "np.mgrid[-1.5 : 0.5 : 2 / n, ...]");
}

#[test]
fn whole_arrays_take_three_steps_by_hand_and_a_mask_tames_them() {
    let values = values();
    let z1 = &values * &values + &values;
    let z2 = &z1 * &z1 + &values;
    let mut z3 = &z2 * &z2 + &values;
    assert_eq!(z3[[0, 0]], Complex::new(24.066_406_25, 20.75), "z3[0, 0]");
    let printed = [
        ([0, 1], [23.166_102_31, 20.978_990_73]),
        ([0, 299], [11.943_947_38, -1.312_255_96]),
        ([2, 297], [10.659_050_64, -1.184_337_56]),
        ([297, 2], [21.650_610_48, -18.628_427_71]),
        ([299, 0], [23.821_021_49, -19.856_878_29]),
        ([299, 299], [11.639_285_27, 0.949_115_94]),
    ];
    for (place, parts) in printed {
        assert_printed(&[z3[place].re, z3[place].im], &parts);
    }

    #[expect(clippy::disallowed_methods, reason = "the page's own test")]
    let diverging = Mask::of(&z3, |z| z.norm() > 2.0);
    assert_eq!(diverging.count(), 22_281, "points that diverge");
    diverging.assign(&mut z3, Complex::new(2.0, 0.0)).unwrap();
    assert_eq!(diverging.select(&z3).unwrap(), Array1::from_elem(22_281, Complex::new(2.0, 0.0)), "z3[diverging]");
}

#[test]
fn a_condition_gives_an_array_that_indexes() {
    let mut x = Array1::from_iter(0_i32..10);
    let y = Array1::<f64>::ones(10) * 5.0;
    let z = Mask::comparing(&x, &y, |&x, &y| f64::from(x) > y).unwrap();
    let truths = array![false, false, false, false, false, false, true, true, true, true];
    assert_eq!(z, Mask::from(truths), "x > y");
    assert_eq!(Mask::of(&x, |&x| x > 3).select(&x).unwrap(), array![4, 5, 6, 7, 8, 9], "x[x > 3]");
    assert_eq!(z.not().select(&x).unwrap(), array![0, 1, 2, 3, 4, 5], "x[np.logical_not(z)]");
    z.assign(&mut x, 5).unwrap();
    assert_eq!(x, array![0, 1, 2, 3, 4, 5, 5, 5, 5, 5], "x[z] = 5");
}

#[test]
fn equal_data_have_no_residual() {
    let data = values().mapv(|z| z.re);
    assert_eq!(residual(&data, &data), Ok(0.0), "np.sum((data8 - data5) ** 2)");
    let counts = fours().mapv(f64::from);
    let lists = Array2::from_shape_vec((8, 8), counts.iter().copied().collect()).unwrap();
    assert_eq!(residual(&lists, &counts), Ok(0.0), "nested lists must be made arrays first");
}

#[test]
fn the_inverse_of_a_cosine_is_close() {
    let x = array![1e-5, 1e-3, 1e-1];
    let y = x.mapv(|x: f64| x.cos().acos());
    let eight = Tolerance { relative: 5e-9, absolute: 0.0, nan_equal: false };
    assert_allclose(&y, &array![1.000_000_04e-5, 1e-3, 1e-1], eight);
    assert_allclose(&x, &y, Tolerance { relative: 1e-6, absolute: 1e-20, ..Tolerance::ASSERT });
}

#[test]
fn integers_index_rows_and_pairs() {
    let y = numbers((8, 8));
    assert_eq!(y.row(3), array![24, 25, 26, 27, 28, 29, 30, 31], "y[3]");
    let rows = array![[16, 17, 18, 19, 20, 21, 22, 23], [40, 41, 42, 43, 44, 45, 46, 47]];
    assert_eq!(y.select(Axis(0), &[2, 5]), rows, "y[[2, 5]]");
    assert_eq!(take_pairs(&y, &[0, 2, 5], &[1, 2, 7]).unwrap(), array![1, 18, 47], "y[[0, 2, 5], [1, 2, 7]]");
    let mixed = y.slice(s![0..4;2, ..]).select(Axis(1), &[0, 2]);
    assert_eq!(mixed, array![[0, 2], [16, 18]], "y[0:4:2, [0, 2]]");
}

#[test]
fn selectors_and_slices_mix() {
    let z = numbers((4, 4, 4));
    let printed = array![
        [[4, 5, 6], [12, 13, 14]],
        [[20, 21, 22], [28, 29, 30]],
        [[36, 37, 38], [44, 45, 46]],
        [[52, 53, 54], [60, 61, 62]]
    ];
    assert_eq!(z.slice(s![.., .., 0..3]).select(Axis(1), &[1, 3]), printed, "z[:, [1, 3], 0:3]");
    let widened = z.slice(s![.., NewAxis, .., 0]).select(Axis(2), &[1, 3]);
    assert_eq!(widened.shape(), [4, 1, 2], "z[:, np.newaxis, [1, 3], 0]");
    assert!(widened.iter().eq(&[4, 12, 20, 28, 36, 44, 52, 60]), "its elements: {widened}");
}

/// In `z[0, :, [1, 3]]` `NumPy` moves the axis of the list to the front, since a slice stands between two indices;
/// `select` leaves it where it was.
#[test]
fn separated_indices_move_to_the_front_in_numpy_alone() {
    let z = numbers((4, 4, 4));
    let selected = z.slice(s![0, .., ..]).select(Axis(1), &[1, 3]);
    assert_eq!(selected.dim(), (4, 2), "where the axis stood");
    assert_eq!(selected.t(), array![[1, 5, 9, 13], [3, 7, 11, 15]], "z[0, :, [1, 3]]");
}

#[test]
fn a_view_writes_through_to_what_it_looks_at() {
    let mut x = Array1::from_iter(0_i64..64);
    let mut z = x.view_mut().into_shape_with_order((4, 4, 4)).unwrap();
    let mut a = z.slice_mut(s![.., .., 2]);
    a[(0, 0)] = -500;
    let mut changed = numbers((4, 4, 4));
    changed[[0, 0, 2]] = -500;
    assert_eq!(z, changed, "z after a[0, 0] = -500");
    let second = array![[16, 17, 18, 19], [20, 21, 22, 23], [24, 25, 26, 27], [28, 29, 30, 31]];
    assert_eq!(z.index_axis(Axis(0), 1), second, "z[1]");
    let printed = array![[-500, 6, 10, 14], [18, 22, 26, 30], [34, 38, 42, 46], [50, 54, 58, 62]];
    assert_eq!(z.index_axis(Axis(z.ndim() - 1), 2), printed, "z[..., 2]");
    assert_eq!(z.slice(s![.., .., 2]), printed, "z[:, :, 2]");
    assert_eq!(x[2], -500, "x, through the view");
}

#[test]
fn masks_and_lists_of_indices_copy() {
    let mut y = numbers((8, 8));
    let mut by_list = y.select(Axis(0), &[2, 5]);
    let mut by_mask = Mask::of(&y, |&y| y > 60).select(&y).unwrap();
    let mut by_pairs = take_pairs(&y, &[0], &[0]).unwrap();
    by_list.fill(-1);
    by_mask.fill(-1);
    by_pairs.fill(-1);
    assert_eq!(y, numbers((8, 8)), "what was copied from");

    put_pairs(&mut y, &[0, 0, -1], &[1, 1, -1], &[7, 8, 9]).unwrap();
    assert_eq!((y[[0, 1]], y[[7, 7]]), (8, 9), "the last value wins");
    let mut w = Array1::zeros(3);
    scatter(&mut w, &[0, 0, 1], &[1, 2, 3]).unwrap();
    assert_eq!(w, array![2, 3, 0], "w[[0, 0, 1]] = [1, 2, 3]");
}

/// The scatter of the page's mandel7, where indices stand for the points that still count.
#[test]
fn what_diverges_is_marked_through_its_indices() {
    let points = array![[0.0, 3.0], [2.5, 1.0]];
    let (rows, columns) = Mask::of(&points, |&point| point > 2.0).nonzero();
    let mut counts = Array2::zeros(points.dim());
    put_pairs(&mut counts, &rows, &columns, &[49]).unwrap();
    assert_eq!(counts, array![[0, 49], [49, 0]], "diverged_at_count[rows, columns] = limit");
}
