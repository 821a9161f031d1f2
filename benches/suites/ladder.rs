//! `ladder/SCENE/RUNG`: every rung on the small form of every scene, rounding `separate`, one thread.

use benches::{Subject, brief, one_thread, profiled};
use criterion::{Criterion, criterion_group, criterion_main};
use lanelab_escape::{Map, SCENES};
use lanelab_grid::{Numerics, Precision, Rounding};

/// A group a scene, a benchmark a rung.
fn ladder(criterion: &mut Criterion) {
    let (ladder, threads) = (Map::Mandelbrot.ladder(), one_thread());
    for scene in &SCENES {
        let mut group = criterion.benchmark_group(format!("{}/{}", module_path!(), scene.name));
        brief(&mut group);
        for precision in Precision::ALL {
            let numerics = Numerics { precision, rounding: Rounding::Separate };
            let subject = Subject::small(&ladder, scene, numerics);
            group.throughput(subject.throughput());
            for kernel in subject.rungs() {
                group.bench_function(kernel.name, |bencher| subject.time(bencher, kernel, &threads));
            }
        }
        group.finish();
    }
}

criterion_group!(name = suites; config = profiled(); targets = ladder);
criterion_main!(suites);
