/**
 * IEEE 754 arithmetic with the rules of x86: one algorithm an operation, on unpacked numbers, and
 * one rounding step that takes the format of the result. It serves binary16, binary32, binary64 and
 * the 80-bit format of the x87.
 */
@NullMarked
package ksim.core.softfloat;

import org.jspecify.annotations.NullMarked;
