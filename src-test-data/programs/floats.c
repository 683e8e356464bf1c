/* Floating point: planets, a Fourier transform, linear equations, long doubles, conversions. */
#include "runtime.h"

enum { BODIES = 5, POINTS = 256, ROWS = 24 };

static double square_root(double x) {
  double r;
  __asm__("sqrtsd %1, %0" : "=x"(r) : "x"(x));
  return r;
}

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} body;

static double energy(const body *b) {
  double sum = 0;
  for (int i = 0; i < BODIES; i++) {
    sum += 0.5 * b[i].mass * (b[i].vx * b[i].vx + b[i].vy * b[i].vy + b[i].vz * b[i].vz);
    for (int j = i + 1; j < BODIES; j++) {
      double dx = b[i].x - b[j].x;
      double dy = b[i].y - b[j].y;
      double dz = b[i].z - b[j].z;
      sum -= b[i].mass * b[j].mass / square_root(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

static void advance(body *b, double step) {
  for (int i = 0; i < BODIES; i++) {
    for (int j = i + 1; j < BODIES; j++) {
      double dx = b[i].x - b[j].x;
      double dy = b[i].y - b[j].y;
      double dz = b[i].z - b[j].z;
      double square = dx * dx + dy * dy + dz * dz;
      double magnitude = step / (square * square_root(square));
      b[i].vx -= dx * b[j].mass * magnitude;
      b[i].vy -= dy * b[j].mass * magnitude;
      b[i].vz -= dz * b[j].mass * magnitude;
      b[j].vx += dx * b[i].mass * magnitude;
      b[j].vy += dy * b[i].mass * magnitude;
      b[j].vz += dz * b[i].mass * magnitude;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    b[i].x += step * b[i].vx;
    b[i].y += step * b[i].vy;
    b[i].z += step * b[i].vz;
  }
}

static void planets(void) {
  body b[BODIES];
  generator g = {5};
  for (int i = 0; i < BODIES; i++) {
    double *field = &b[i].x;
    for (int j = 0; j < 6; j++) {
      double unit = (double)(int64_t)next_random(&g) * 0x1p-63;
      field[j] = j < 3 ? 10 * unit : 0.1 * unit;
    }
    b[i].mass = i == 0 ? 39.5 : 0.01 * i;
  }
  print("energy ");
  print_double(energy(b), 9);
  for (int i = 0; i < 500; i++) {
    advance(b, 0.001);
  }
  print(" then ");
  print_double(energy(b), 9);
  print("\n");
}

/* Sine and cosine of 2 pi / n by halving the angle from pi / 2. */
static void rotation(int n, double *cosine, double *sine) {
  double c = 0;
  double s = 1;
  for (int k = 4; k < n; k *= 2) {
    double half = square_root((1 + c) / 2);
    s = s / (2 * half);
    c = half;
  }
  *cosine = c;
  *sine = s;
}

static void fourier(double *re, double *im) {
  for (unsigned i = 1, j = 0; i < POINTS; i++) {
    unsigned bit = POINTS >> 1;
    for (; (j & bit) != 0; bit >>= 1) {
      j ^= bit;
    }
    j ^= bit;
    if (i < j) {
      double t = re[i];
      re[i] = re[j];
      re[j] = t;
      t = im[i];
      im[i] = im[j];
      im[j] = t;
    }
  }
  for (int length = 2; length <= POINTS; length *= 2) {
    double wc = -1;
    double ws = 0;
    if (length > 2) {
      rotation(length, &wc, &ws);
    }
    for (int start = 0; start < POINTS; start += length) {
      double c = 1;
      double s = 0;
      for (int k = 0; k < length / 2; k++) {
        double *ar = re + start + k;
        double *ai = im + start + k;
        double *br = ar + length / 2;
        double *bi = ai + length / 2;
        double tr = *br * c + *bi * s;
        double ti = *bi * c - *br * s;
        *br = *ar - tr;
        *bi = *ai - ti;
        *ar += tr;
        *ai += ti;
        double turned = c * wc - s * ws;
        s = s * wc + c * ws;
        c = turned;
      }
    }
  }
}

static void spectrum(void) {
  static double re[POINTS];
  static double im[POINTS];
  for (int i = 0; i < POINTS; i++) {
    re[i] = (i * 37 % 64) - 32 + (i % 8 == 3 ? 20.5 : 0);
  }
  fourier(re, im);
  double sum = 0;
  for (int i = 0; i < POINTS; i++) {
    sum += re[i] * re[i] + im[i] * im[i];
  }
  print("spectrum ");
  print_double(re[32], 6);
  print(" ");
  print_double(sum / POINTS, 6);
  print("\n");
}

static void equations(void) {
  static float a[ROWS][ROWS + 1];
  generator g = {77};
  for (int i = 0; i < ROWS; i++) {
    for (int j = 0; j <= ROWS; j++) {
      a[i][j] = (float)(int32_t)next_random(&g) / 65536.0f;
    }
  }
  for (int column = 0; column < ROWS; column++) {
    int pivot = column;
    for (int i = column; i < ROWS; i++) {
      float candidate = a[i][column] < 0 ? -a[i][column] : a[i][column];
      float best = a[pivot][column] < 0 ? -a[pivot][column] : a[pivot][column];
      if (candidate > best) {
        pivot = i;
      }
    }
    for (int j = 0; j <= ROWS; j++) {
      float t = a[column][j];
      a[column][j] = a[pivot][j];
      a[pivot][j] = t;
    }
    for (int i = 0; i < ROWS; i++) {
      if (i != column) {
        float factor = a[i][column] / a[column][column];
        for (int j = column; j <= ROWS; j++) {
          a[i][j] -= factor * a[column][j];
        }
      }
    }
  }
  print("solution");
  for (int i = 0; i < ROWS; i += 6) {
    print(" ");
    print_double(a[i][ROWS] / a[i][i], 5);
  }
  print("\n");
}

/* Series in 80-bit arithmetic. */
static void long_doubles(void) {
  long double e = 1;
  long double term = 1;
  for (int i = 1; i < 25; i++) {
    term /= i;
    e += term;
  }
  long double quarter = 0;
  for (int i = 0; i < 60; i++) {
    long double x = 1;
    for (int k = 0; k < 2 * i + 1; k++) {
      x /= 3;
    }
    quarter += (i % 2 == 0 ? 1 : -1) * x / (2 * i + 1);
  }
  print("e ");
  print_double((double)e, 15);
  print(" rest ");
  print_double((double)(e - (double)e), 0);
  print(" arctan 1/3 ");
  print_double((double)quarter, 15);
  print(" integer ");
  print_signed((int64_t)(e * 1e18L));
  print("\n");
}

static void conversions(void) {
  static const double values[] = {0.0,  -0.0,  1.5,    -2.5,       1e-320, 123456789.987,
                                  -1e9, 4e18, -9.2e18, 0x1p-1074, 1e308,  0.1};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    volatile double value = values[i];
    print_double(value * 10, 3);
    print(" ");
    print_signed((int64_t)value);
    print(" ");
    print_double((float)value, 3);
    print(" ");
    print_double((double)(int32_t)(value / 1e300), 0);
    print(value < 0.1 ? " less" : value == 0.1 ? " equal" : " more");
    print("\n");
  }
}

int main(void) {
  planets();
  spectrum();
  equations();
  long_doubles();
  conversions();
  return 0;
}
