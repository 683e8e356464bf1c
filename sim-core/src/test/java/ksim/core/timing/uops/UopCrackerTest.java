package ksim.core.timing.uops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.timing.uops.MicroOp.Kind;
import org.junit.jupiter.api.Test;

/** What the core Skylake makes of instructions, case by case. */
class UopCrackerTest {
  private static final int RAX = 0;
  private static final int RBX = 3;

  private static int issued(InstructionUops instruction) {
    return instruction.uops().stream().mapToInt(decoded -> decoded.parts().size()).sum();
  }

  @Test
  void indexedAddressesAreUnlaminatedAsMeasured() {
    // add (%rbx),%rax; add (%rbx,%rcx),%rax; cmp (%rbx,%rcx),%rax; add %rax,(%rbx,%rcx)
    assertThat(issued(Cracked.one("480303"))).isEqualTo(1);
    assertThat(issued(Cracked.one("4803040b"))).isEqualTo(1);
    InstructionUops compare = Cracked.one("483b040b");
    assertThat(compare.uops()).hasSize(1);
    assertThat(issued(compare)).isEqualTo(2);
    assertThat(issued(Cracked.one("4801040b"))).isEqualTo(3);
  }

  @Test
  void storesWithIndexedAddressesDoNotUseTheirOwnPort() {
    // mov %rax,(%rbx); mov %rax,(%rbx,%rcx)
    assertThat(UopText.ports(Cracked.uops(Cracked.one("488903")).getFirst().ports()))
        .isEqualTo("p237");
    assertThat(UopText.ports(Cracked.uops(Cracked.one("4889040b")).getFirst().ports()))
        .isEqualTo("p23");
  }

  @Test
  void comparisonsAndJumpsFuse() {
    // cmp %ebx,%eax; je
    List<InstructionUops> pair = Cracked.at(0, "39d87405");
    assertThat(pair.getFirst().fusesWithNext()).isTrue();
    assertThat(pair.getLast().fusedIntoPrevious()).isTrue();
    assertThat(pair.getLast().uops()).isEmpty();
    assertThat(Cracked.uops(pair.getFirst())).hasSize(1);
    // inc does not write CF: with jb it does not fuse
    assertThat(Cracked.at(0, "48ffc07205").getFirst().fusesWithNext()).isFalse();
    assertThat(Cracked.at(0, "48ffc07505").getFirst().fusesWithNext()).isTrue();
  }

  @Test
  void aJumpAtTheStartOfALineDoesNotFuse() {
    assertThat(Cracked.at(62, "39d87405").getFirst().fusesWithNext()).isFalse();
    assertThat(Cracked.at(61, "39d87405").getFirst().fusesWithNext()).isTrue();
  }

  @Test
  void idiomsOfZeroAreKnownAtIssue() {
    // xor %eax,%eax; xor %ebx,%eax; xor %al,%al; pxor, pcmpeqd of one register
    assertThat(Cracked.one("31c0").elimination()).isEqualTo(Elimination.KNOWN);
    assertThat(Cracked.one("31d8").elimination()).isEqualTo(Elimination.NONE);
    assertThat(Cracked.one("30c0").elimination()).isEqualTo(Elimination.NONE);
    assertThat(Cracked.one("660fefc0").elimination()).isEqualTo(Elimination.KNOWN);
    InstructionUops ones = Cracked.one("660f76c0");
    assertThat(ones.elimination()).isEqualTo(Elimination.NONE);
    assertThat(Cracked.uops(ones).getFirst().sources()).isEmpty();
  }

  @Test
  void movesAreEliminatedExceptOfThemselvesAndOfBytesThatLookLikeHighOnes() {
    // mov %rbx,%rax; mov %eax,%eax; movzbl %bl,%eax; movzbl %al,%eax; movzbl %sil,%eax
    InstructionUops move = Cracked.one("4889d8");
    assertThat(move.elimination()).isEqualTo(Elimination.GENERAL_MOVE);
    assertThat(move.moveSource()).isEqualTo(Resource.GENERAL + RBX);
    assertThat(move.moveTarget()).isEqualTo(Resource.GENERAL + RAX);
    assertThat(Cracked.one("89c0").elimination()).isEqualTo(Elimination.NONE);
    assertThat(Cracked.one("0fb6c3").elimination()).isEqualTo(Elimination.GENERAL_MOVE);
    assertThat(Cracked.one("0fb6c0").elimination()).isEqualTo(Elimination.NONE);
    assertThat(Cracked.one("400fb6c6").elimination()).isEqualTo(Elimination.NONE);
    assertThat(Cracked.one("0f28c1").elimination()).isEqualTo(Elimination.VECTOR_MOVE);
  }

  @Test
  void partsOfRegistersDependOnTheWhole() {
    // mov %bl,%al; mov %bx,%ax; mov %ebx,%eax
    assertThat(Cracked.uops(Cracked.one("88d8")).getFirst().sources()).contains(RAX, RBX);
    assertThat(Cracked.uops(Cracked.one("6689d8")).getFirst().sources()).contains(RAX, RBX);
    assertThat(Cracked.uops(Cracked.one("89d8")).getFirst().sources()).containsExactly(RBX);
  }

  @Test
  void aHighByteIsARegisterOfItsOwnOnceItIsWritten() {
    int ah = Resource.HIGH_BYTE;
    // mov $1,%ah; mov %ah,%bl
    List<InstructionUops> block = Cracked.at(0, "b401" + "88e3");
    assertThat(Cracked.uops(block.getFirst()).getFirst().results().getFirst().resource())
        .isEqualTo(ah);
    assertThat(Cracked.uops(block.getLast()).getFirst().sources()).containsOnly(ah, RBX);
    // mov $1,%ah; add %eax,%ecx; mov %ah,%bl: the second merges it
    block = Cracked.at(0, "b401" + "01c1" + "88e3");
    assertThat(block.get(1).wideReads() & 1).isEqualTo(1);
    assertThat(Cracked.uops(block.getLast()).getFirst().sources()).contains(ah, RAX);
  }

  @Test
  void theStackEngineAddsUp() {
    // push %rax; pop %rax; ret; mov 8(%rsp),%rax; sub $8,%rsp
    assertThat(Cracked.one("50").stackPointer()).isEqualTo(new StackPointerUse(-8, false, false));
    assertThat(Cracked.one("58").stackPointer()).isEqualTo(new StackPointerUse(8, false, false));
    assertThat(Cracked.one("c3").stackPointer()).isEqualTo(new StackPointerUse(8, false, false));
    assertThat(Cracked.one("488b442408").stackPointer())
        .isEqualTo(new StackPointerUse(0, true, false));
    assertThat(Cracked.one("4883ec08").stackPointer())
        .isEqualTo(new StackPointerUse(0, true, true));
  }

  @Test
  void accessesAreThoseOfTheInstruction() {
    // push (%rax); add %eax,(%rbx); movaps (%rax),%xmm0; rep movsb
    assertThat(Cracked.one("ff30").accesses())
        .containsExactly(new MemoryAccess(false, 8), new MemoryAccess(true, 8));
    assertThat(Cracked.one("0103").accesses())
        .containsExactly(new MemoryAccess(false, 4), new MemoryAccess(true, 4));
    assertThat(Cracked.one("0f2800").accesses()).containsExactly(new MemoryAccess(false, 16));
    InstructionUops repeated = Cracked.one("f3a4");
    assertThat(repeated.accesses()).isEmpty();
    assertThat(repeated.accessesVary()).isTrue();
  }

  @Test
  void factsForTheDecoders() {
    // mov $0x1234,%ax; mov $0x1234,%eax; movabs; pop %rsp
    assertThat(Cracked.one("66b83412").lengthChangingPrefix()).isTrue();
    assertThat(Cracked.one("b834120000").lengthChangingPrefix()).isFalse();
    assertThat(Cracked.one("48b87856341278563412").uopCacheSlots()).isEqualTo(2);
    assertThat(Cracked.one("5c").complexDecoder()).isTrue();
    assertThat(Cracked.one("58").complexDecoder()).isFalse();
    // opcode of imul behind REX and 0f; of vpaddd behind a VEX prefix of two bytes
    assertThat(Cracked.one("480fafc3").opcodeOffset()).isEqualTo(2);
    assertThat(Cracked.one("c5f1fec0").opcodeOffset()).isEqualTo(2);
  }

  @Test
  void theLoadOfAReadModifyWriteComesFirstAndItsStoreLast() {
    List<MicroOp> uops = Cracked.uops(Cracked.one("480103"));
    assertThat(uops)
        .extracting(MicroOp::kind)
        .containsExactly(Kind.LOAD, Kind.COMPUTE, Kind.STORE_ADDRESS, Kind.STORE_DATA);
    assertThat(uops).extracting(MicroOp::access).containsExactly(0, MicroOp.NO_ACCESS, 1, 1);
  }
}
