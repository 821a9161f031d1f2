//! `ladder/SCENE/RUNG`: every rung on the small form of every scene, rounding `separate`, one thread.

mod common;
mod subject;

use common::{brief_group, profiling};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lanelab_escape::{Form, Map, SCENES};
use lanelab_grid::{Numerics, Precision, Rounding};
use lineprof::criterion::Profiler;
use subject::{Subject, one_thread};

/// A group per scene, a benchmark per rung.
fn ladder(criterion: &mut Criterion) {
    let (ladder, one) = (Map::Mandelbrot.ladder(), one_thread());
    for scene in &SCENES {
        let mut group = brief_group(criterion, format!("{}/{}", module_path!(), scene.name));
        for precision in Precision::ALL {
            let numerics = Numerics { precision, rounding: Rounding::Separate };
            let limit = scene.limit().get().into();
            let subject = Subject::new(&ladder, numerics, &scene.view(Form::Small), limit, &one);
            group.throughput(Throughput::Elements(subject.iterations()));
            for rung in ladder.rungs.iter().filter(|rung| rung.claims(numerics)) {
                group.bench_function(rung.name, |bencher| subject.time(bencher, rung, &one));
            }
        }
        group.finish();
    }
}

criterion_group!(name = suite; config = Criterion::default().with_profiler(Profiler::new(profiling())); targets = ladder);
criterion_main!(suite);
