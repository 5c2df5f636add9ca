/* The inner kernel of benchmarks/inner_kernel.py in C: the same generator, the same arithmetic.

   `plain_loop` walks replications one after the other, as the engine does.  `lane_loop` keeps
   replications side by side so that the compiler can use SIMD and a vector libm: the
   yardstick of what the processor could do, not what a readable model compiles to. */
#include <math.h>
#include <stdint.h>

#define GOLDEN 0x9E3779B97F4A7C15ULL
#define LANES 16

typedef struct {
    double k, a, g, d, revenue, total;
    int64_t uid, status;
} Firm;

static inline uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static inline double uniform(uint64_t key, uint64_t identity, uint64_t stream) {
    uint64_t bits = mix(key + GOLDEN * (identity * 64 + stream + 1)) >> 12;
    return ((double)bits + 0.5) * 0x1p-52;
}

static inline double laplace(double u) {
    return u < 0.5 ? log(2.0 * u) : -log(2.0 * (1.0 - u));
}

static inline double clamp(double x, double low, double high) {
    return x < low ? low : (x > high ? high : x);
}

static void quarter(Firm *firms, int64_t n, uint64_t key, double frontier) {
    for (int64_t i = 0; i < n; i++) {
        Firm *f = &firms[i];
        if (f->status != 2) continue;
        double full = f->k * exp(f->a);
        double drift = 0.03 + 0.4 * clamp(f->a + f->g - frontier, -1.0, 1.0);
        if (f->d > full) drift -= 0.8 * log(f->d / full);
        double noise = 0.08 * laplace(uniform(key, (uint64_t)f->uid, 0));
        f->d *= exp(clamp(drift / 4.0 + noise, -0.9, 0.9));
        f->revenue = (f->d < full ? f->d : full) / 4.0;
        f->total += f->revenue;
        double gap = 0.9 * f->d / full;
        if (gap > 1.0) {
            double ratio = log(gap) / 0.8;
            double hazard = 1.0 - exp(-ratio * ratio);
            if (uniform(key, (uint64_t)f->uid, 1) < hazard) f->k *= gap;
        }
        f->k *= 0.9875;
        f->a += 0.03 * (frontier - f->a) + 0.02 * (uniform(key, (uint64_t)f->uid, 7) - 0.5);
    }
}

void plain_loop(Firm *firms, const Firm *start, int64_t n, int64_t quarters, int64_t reps,
                uint64_t seed, double *out) {
    for (int64_t r = 0; r < reps; r++) {
        for (int64_t i = 0; i < n; i++) firms[i] = start[i];
        uint64_t key = mix(mix(seed + GOLDEN) + GOLDEN * ((uint64_t)r + 1));
        for (int64_t t = 0; t < quarters; t++)
            quarter(firms, n, mix(key + GOLDEN * ((uint64_t)t + 1)), 0.005 * (double)t);
        double sum = 0.0;
        for (int64_t i = 0; i < n; i++) sum += firms[i].total;
        out[r] = sum;
    }
}

typedef struct {
    double k[LANES], a[LANES], g[LANES], d[LANES], total[LANES];
} Lane;

void lane_loop(Lane *lanes, const Firm *start, int64_t n, int64_t quarters, int64_t reps,
               uint64_t seed, double *out) {
    for (int64_t r0 = 0; r0 < reps; r0 += LANES) {
        uint64_t key[LANES], now[LANES];
        for (int l = 0; l < LANES; l++)
            key[l] = mix(mix(seed + GOLDEN) + GOLDEN * ((uint64_t)(r0 + l) + 1));
        for (int64_t i = 0; i < n; i++)
            for (int l = 0; l < LANES; l++) {
                lanes[i].k[l] = start[i].k; lanes[i].a[l] = start[i].a;
                lanes[i].g[l] = start[i].g; lanes[i].d[l] = start[i].d; lanes[i].total[l] = 0.0;
            }
        for (int64_t t = 0; t < quarters; t++) {
            double frontier = 0.005 * (double)t;
            for (int l = 0; l < LANES; l++) now[l] = mix(key[l] + GOLDEN * ((uint64_t)t + 1));
            for (int64_t i = 0; i < n; i++) {
                Lane *f = &lanes[i];
                uint64_t who = (uint64_t)start[i].uid * 64;
#pragma GCC ivdep
                for (int l = 0; l < LANES; l++) {
                    double full = f->k[l] * exp(f->a[l]);
                    double drift = 0.03 + 0.4 * fmin(1.0, fmax(-1.0, f->a[l] + f->g[l] - frontier));
                    double over = log(fmax(1.0, f->d[l] / full));
                    double u = ((double)(mix(now[l] + GOLDEN * (who + 1)) >> 12) + 0.5) * 0x1p-52;
                    double tail = log(2.0 * fmin(u, 1.0 - u));
                    double noise = 0.08 * (u < 0.5 ? tail : -tail);
                    double step = (drift - 0.8 * over) / 4.0 + noise;
                    f->d[l] *= exp(fmin(0.9, fmax(-0.9, step)));
                    f->total[l] += fmin(f->d[l], full) / 4.0;
                    double gap = fmax(1.0, 0.9 * f->d[l] / full);
                    double ratio = log(gap) / 0.8;
                    double hazard = 1.0 - exp(-ratio * ratio);
                    double v = ((double)(mix(now[l] + GOLDEN * (who + 2)) >> 12) + 0.5) * 0x1p-52;
                    f->k[l] *= (v < hazard ? gap : 1.0) * 0.9875;
                    double w = ((double)(mix(now[l] + GOLDEN * (who + 8)) >> 12) + 0.5) * 0x1p-52;
                    f->a[l] += 0.03 * (frontier - f->a[l]) + 0.02 * (w - 0.5);
                }
            }
        }
        for (int l = 0; l < LANES && r0 + l < reps; l++) {
            double sum = 0.0;
            for (int64_t i = 0; i < n; i++) sum += lanes[i].total[l];
            out[r0 + l] = sum;
        }
    }
}
