package ksim.core.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as c++filt reads them, without parameters and template arguments. */
class DemanglerTest {
  @ParameterizedTest
  @CsvSource({
    "_ZN5sched3cpu7do_idleEv, sched::cpu::do_idle",
    "_Z14arch_setup_tlsPvRKN3elf8tls_dataE, arch_setup_tls",
    "_ZN8kvmclockC1Ev, kvmclock::kvmclock",
    "_ZN5sched6threadD2Ev, sched::thread::~thread",
    "_ZNK5sched6thread2idEv, sched::thread::id",
    "_ZN9processor6x2apic5writeENS_7apicregEj, processor::x2apic::write",
    "_ZNSt6vectorIiSaIiEE9push_backERKi, std::vector<>::push_back",
    "_ZNSt6vectorIPN5sched6threadESaIS2_EE17_M_realloc_insertIJS2_EEEvv,"
        + " std::vector<>::_M_realloc_insert<>",
    "_ZN8lockfree10queue_mpscILi12EN3foo1aEE4pushEv, lockfree::queue_mpsc<>::push",
    "_Znwm, operator new",
    "_ZN3refaSERKS_, ref::operator=",
    "_ZSt9terminatev, std::terminate",
    "_ZTVN5sched6threadE, vtable for sched::thread",
    "_ZN12_GLOBAL__N_13fooEv, (anonymous namespace)::foo",
    "_ZZN3foo3barEvE5count, foo::bar::(local)",
    "_ZL6helperi, helper",
    "_ZN3foo3barEv.cold, foo::bar [.cold]",
    "_ZN3foo3barEv.isra.0, foo::bar [.isra.0]",
  })
  void readsNames(String mangled, String name) {
    assertThat(Demangler.of(mangled)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main",
        "_Z",
        "_ZN",
        "_ZN5sched",
        "_ZN99sched3cpuEv",
        "_ZNS_3fooEv",
        "_ZN",
        "_ZI",
        "_ZN3fooI",
        "_ZN3fooILi5",
        "_Z99999999999999999999x",
        "_ZNK",
        "_ZTV",
        "_ZZ",
        "_ZN3fooIS",
        "_ZL"
      })
  void leavesWhatItCannotRead(String name) {
    assertThat(Demangler.of(name)).isEqualTo(name);
  }
}
