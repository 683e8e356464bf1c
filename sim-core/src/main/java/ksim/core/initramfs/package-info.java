/** A tiny initial RAM file system for Linux, made here: one program that prints and powers off. */
@NullMarked
package ksim.core.initramfs;

import org.jspecify.annotations.NullMarked;
