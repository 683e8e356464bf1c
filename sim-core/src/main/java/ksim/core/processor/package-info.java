/** What a processor is: the CPU models, their features and what CPUID tells of them. */
@NullMarked
package ksim.core.processor;

import org.jspecify.annotations.NullMarked;
