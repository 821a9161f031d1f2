//! `ladder/SCENE/RUNG`: every rung on the small form of every scene, rounding `separate`, one thread.

mod common;
mod subject;

use common::{brief_group, profiling};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Form, Map, SCENES};
use lanelab_grid::{Contract, Precision, Rounding};
use lineprof::criterion::Profiler;
use subject::{Subject, one_thread};

/// A group per scene, a benchmark per rung.
fn ladder(criterion: &mut Criterion) {
    let (ladder, one) = (Map::Mandelbrot.ladder(), one_thread());
    for scene in &SCENES {
        let mut group = brief_group(criterion, format!("{}/{}", module_path!(), scene.name));
        for precision in Precision::ALL {
            let contract = Contract { precision, rounding: Rounding::Separate };
            let limit = scene.limit().get().into();
            let subject = Subject::new(&ladder, contract, scene.view(Form::Small), limit, &one);
            group.throughput(Throughput::Elements(subject.iterations()));
            for kernel in ladder.kernels.iter().filter(|kernel| kernel.claims(contract)) {
                group.bench_function(kernel.name, |bencher| subject.time(bencher, kernel, &one));
            }
        }
        group.finish();
    }
}

criterion_group!(name = suite; config = Criterion::default().with_profiler(Profiler::new(profiling())); targets = ladder);
criterion_main!(suite);
