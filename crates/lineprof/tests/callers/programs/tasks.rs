//! Tasks of asynchronous functions on two threads. Each line says its share.
use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[inline(never)]
fn spin(mut x: u64, steps: u64) -> u64 {
    for _ in 0..steps {
        x = black_box(x).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    }
    x
}

struct Later(bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let asked = std::mem::replace(&mut self.0, true);
        if asked { Poll::Ready(()) } else { Poll::Pending }
    }
}

async fn leaf(x: u64) -> u64 {
    spin(x, 200_000)
}

async fn middle(x: u64) -> u64 {
    let x = leaf(x).await; // 20 %
    Later(false).await;
    spin(x, 300_000) // 30 %
}

async fn top(x: u64) -> u64 {
    let x = middle(x).await;
    Later(false).await;
    spin(x, 500_000) // 50 %
}

fn run() {
    let mut tasks: Vec<Pin<Box<dyn Future<Output = u64>>>> = Vec::new();
    tasks.extend((0..200).map(|x| Box::pin(top(x)) as Pin<Box<_>>));
    let mut context = Context::from_waker(Waker::noop());
    while !tasks.is_empty() {
        tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
    }
}

fn main() {
    let threads = [(); 2].map(|()| std::thread::spawn(run));
    threads.map(|thread| thread.join().unwrap());
}
