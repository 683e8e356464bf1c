package ksim.core.processor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ksim.mmu.paging.PagingFeatures;
import ksim.mmu.paging.PagingMode;

/**
 * What kind of processor a machine's CPUs are. Instructions of features that it does not have raise
 * #UD; control bits of such features are reserved.
 *
 * @param name name of the model, with the features switched on and off behind it
 * @param vendor twelve letters, for CPUID leaf 0
 * @param signature family, model and stepping, for CPUID leaf 1
 * @param brand up to 47 letters
 * @param maxBasicLeaf highest basic CPUID leaf
 * @param caches the caches, in the order of CPUID leaf 4
 * @param features the features by name, in the order of the resource
 */
public record CpuModel(
    String name,
    String vendor,
    Signature signature,
    String brand,
    int maxBasicLeaf,
    List<Cache> caches,
    Map<String, CpuFeature> features) {

  /**
   * Family, model and stepping as people write them, extended fields included.
   *
   * @param family 0 to 270
   * @param model 0 to 255
   * @param stepping 0 to 15
   */
  public record Signature(int family, int model, int stepping) {
    /** EAX of CPUID leaf 1 (Intel SDM volume 2, figure 3-6). */
    public int eax() {
      int extendedFamily = Math.max(family - 15, 0);
      return extendedFamily << 20
          | (model >> 4) << 16
          | Math.min(family, 15) << 8
          | (model & 15) << 4
          | stepping;
    }
  }

  /** Keeps the order of the features. */
  public CpuModel {
    caches = List.copyOf(caches);
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
  }

  /**
   * Whether it has a feature.
   *
   * @param feature the feature's word in the instruction table; empty for the base architecture,
   *     which every model has
   */
  public boolean has(String feature) {
    return feature.isEmpty() || features.containsKey(feature);
  }

  /** The bits of CR4 that can be set. */
  public long cr4Bits() {
    return features.values().stream().mapToLong(CpuFeature::cr4).reduce(0, (a, b) -> a | b);
  }

  /** The bits of IA32_EFER that exist. */
  public long eferBits() {
    return features.values().stream().mapToLong(CpuFeature::efer).reduce(0, (a, b) -> a | b);
  }

  /** The state components that XCR0 can enable; zero without XSAVE. */
  public long xcr0Bits() {
    return has("xsave")
        ? features.values().stream().mapToLong(CpuFeature::xcr0).reduce(1, (a, b) -> a | b)
        : 0;
  }

  /**
   * Whether a linear address is canonical for the widest addresses of the processor: what loads of
   * segment, table and other bases check but WRFSBASE and WRGSBASE, whatever the current paging
   * mode (Intel SDM volume 1, section 3.3.7.1, and the white paper on 5-level paging, section 2.2).
   */
  public boolean isCanonicalBase(long linear) {
    return (has("la57") ? PagingMode.LEVEL_5 : PagingMode.LEVEL_4).isCanonical(linear);
  }

  /** The forms of paging that it has. */
  public PagingFeatures pagingFeatures() {
    return new PagingFeatures(has("pdpe1gb"), has("pse36"));
  }

  /** The bits that its features set in one result register of CPUID. */
  public int cpuid(int leaf, int subleaf, String register) {
    return features.values().stream()
        .map(CpuFeature::cpuid)
        .filter(bit -> bit.isIn(leaf, subleaf, register))
        .mapToInt(bit -> 1 << bit.bit())
        .reduce(0, (a, b) -> a | b);
  }
}
