package ksim.core.processor;

import java.util.List;

/**
 * A feature that a processor has or has not: a CPUID bit and what comes with it.
 *
 * @param name its word in the instruction table, where it has instructions
 * @param cpuid where CPUID shows it
 * @param cr4 bits of CR4 that can be set because of it
 * @param efer bits of IA32_EFER that exist because of it
 * @param xcr0 state components that it adds to XCR0
 * @param needs names of the features it cannot be without
 */
public record CpuFeature(
    String name, CpuidBit cpuid, long cr4, long efer, long xcr0, List<String> needs) {}
