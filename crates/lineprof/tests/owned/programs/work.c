unsigned long work(unsigned long steps) {
    volatile unsigned long x = 1;
    for (unsigned long i = 0; i < steps; i++)
        x ^= i; /* here */
    return x;
}
