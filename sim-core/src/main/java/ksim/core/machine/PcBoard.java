package ksim.core.machine;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import ksim.core.platform.AcpiCommandPorts;
import ksim.core.platform.AcpiPowerManagement;
import ksim.core.platform.GeneralPurposeEvents;
import ksim.core.platform.Hpet;
import ksim.core.platform.InterruptLine;
import ksim.core.platform.InterruptRouting;
import ksim.core.platform.IoApic;
import ksim.core.platform.KeyboardController;
import ksim.core.platform.PciConfigurationPorts;
import ksim.core.platform.PciHostBridge;
import ksim.core.platform.Pit8254;
import ksim.core.platform.PortDevice;
import ksim.core.platform.PostCodePort;
import ksim.core.platform.RealTimeClock;
import ksim.core.platform.ResetControl;
import ksim.core.platform.SerialInput;
import ksim.core.platform.ShutdownPort;
import ksim.core.platform.SwitchedLine;
import ksim.core.platform.SystemControlPort;
import ksim.core.platform.SystemControlPortA;
import ksim.core.platform.TestDevice;
import ksim.core.platform.Uart16550;
import ksim.core.time.MonotonicClock;
import ksim.core.time.Oscillator;
import ksim.mmu.Persistent;

/**
 * The devices of a PC, at the addresses and with the interrupts that QEMU's {@code pc} machine has,
 * as its firmware leaves them.
 */
public final class PcBoard implements Board {
  /** Interrupt line of the interval timer. */
  public static final int TIMER_IRQ = 0;

  /** Interrupt line of the 8042. */
  public static final int KEYBOARD_IRQ = 1;

  /** Interrupt line of the serial port. */
  public static final int SERIAL_IRQ = 4;

  /** Interrupt line of the CMOS clock. */
  public static final int CLOCK_IRQ = 8;

  /** Interrupt line of ACPI. */
  public static final int ACPI_IRQ = 9;

  private static final int HOST_BRIDGE = 0; // bus 0, device 0, function 0

  private final PcOptions options;
  private final SerialInput serialInput = new SerialInput();

  /** A whole PC. */
  public PcBoard(IntConsumer serialOutput) {
    this(new PcOptions(serialOutput));
  }

  /**
   * @param options how it is built
   */
  public PcBoard(PcOptions options) {
    this.options = options;
  }

  @Override
  public String name() {
    return "pc";
  }

  @Override
  public PcMemory memory(long bytes) {
    return PcMemory.of(bytes);
  }

  /** How it is built. */
  public PcOptions options() {
    return options;
  }

  /** The far end of the serial port, for input. */
  public SerialInput serial() {
    return serialInput;
  }

  @Override
  public void connect(Backplane plane) {
    Builder builder = new Builder(plane, new InterruptRouting(plane.apicBus()));
    builder.interruptControllers();
    builder.timers();
    builder.serial();
    builder.acpi();
    builder.pciAndReset();
    builder.ports();
  }

  /** Builds the devices and connects them, in a fixed order: of their events, for one. */
  private final class Builder {
    private final Backplane plane;
    private final InterruptRouting interrupts;
    private final MonotonicClock clock;

    Builder(Backplane plane, InterruptRouting interrupts) {
      this.plane = plane;
      this.interrupts = interrupts;
      this.clock = new MonotonicClock(plane.clock());
      plane.persist("device-clock", clock);
    }

    private Oscillator crystal(long hertz) {
      return new Oscillator(clock, Machine.CORE_HERTZ, hertz);
    }

    private void map(String name, int base, int ports, PortDevice device) {
      plane.ports().map(name, base, ports, device);
      if (device instanceof Persistent persistent) {
        plane.persist(name, persistent);
      }
    }

    void interruptControllers() {
      plane.persist("interrupts", interrupts);
      if (options.has(PcDevice.PIC)) {
        interrupts.mapLegacy(plane.ports());
      }
      if (options.has(PcDevice.IOAPIC)) {
        interrupts.mapIoApic(plane.bus());
      }
      interrupts.enterVirtualWireMode();
    }

    /** The event timer can take the lines of the other two away from them. */
    void timers() {
      SwitchedLine timerLine = new SwitchedLine(interrupts.isa(TIMER_IRQ));
      SwitchedLine clockLine = new SwitchedLine(interrupts.isa(CLOCK_IRQ));
      plane.persist("timer-line", timerLine);
      plane.persist("clock-line", clockLine);
      if (options.has(PcDevice.PIT)) {
        Pit8254 pit = new Pit8254(crystal(Pit8254.HERTZ), plane.events(), timerLine);
        map("pit", Pit8254.BASE, Pit8254.PORTS, pit);
        map("port-61", SystemControlPort.PORT, 1, new SystemControlPort(pit));
      }
      if (options.has(PcDevice.CMOS)) {
        RealTimeClock calendar =
            new RealTimeClock(
                crystal(RealTimeClock.HERTZ),
                plane.events(),
                clockLine,
                plane.configuration().startSeconds());
        CmosContents.store(calendar, plane.configuration());
        map("cmos", RealTimeClock.BASE, RealTimeClock.PORTS, calendar);
      }
      if (options.has(PcDevice.HPET)) {
        hpet(timerLine, clockLine);
      }
    }

    private void hpet(SwitchedLine timerLine, SwitchedLine clockLine) {
      Hpet hpet =
          new Hpet(
              crystal(Hpet.HERTZ),
              plane.events(),
              hpetRoutes(),
              List.of(interrupts.isa(TIMER_IRQ), interrupts.isa(CLOCK_IRQ)),
              replaced -> {
                timerLine.setOpen(replaced);
                clockLine.setOpen(replaced);
              });
      plane.bus().map("hpet", Hpet.BASE, Hpet.WINDOW_BYTES, hpet);
      plane.persist("hpet", hpet);
    }

    /** The event timer drives pins of the I/O APIC alone. */
    private IntFunction<InterruptLine> hpetRoutes() {
      List<InterruptLine> pins = IntStream.range(0, IoApic.PINS).mapToObj(interrupts::gsi).toList();
      return pin -> pin < pins.size() ? pins.get(pin) : InterruptLine.NOWHERE;
    }

    void serial() {
      if (options.has(PcDevice.SERIAL)) {
        Uart16550 serial =
            new Uart16550(
                crystal(Uart16550.HERTZ),
                plane.events(),
                interrupts.isa(SERIAL_IRQ),
                serialInput,
                options.serialOutput());
        map("serial", Uart16550.COM1, Uart16550.PORTS, serial);
      }
    }

    void acpi() {
      if (options.has(PcDevice.ACPI)) {
        AcpiPowerManagement management =
            new AcpiPowerManagement(
                crystal(AcpiPowerManagement.HERTZ),
                plane.events(),
                interrupts.isa(ACPI_IRQ),
                plane.power()::off);
        map("acpi-pm", AcpiPowerManagement.BASE, AcpiPowerManagement.PORTS, management);
        map(
            "acpi-command",
            AcpiCommandPorts.BASE,
            AcpiCommandPorts.PORTS,
            new AcpiCommandPorts(management));
        map(
            "acpi-gpe",
            GeneralPurposeEvents.BASE,
            GeneralPurposeEvents.PORTS,
            new GeneralPurposeEvents());
      }
    }

    void pciAndReset() {
      ResetControl reset = new ResetControl(plane.power()::reset);
      if (options.has(PcDevice.PCI)) {
        PciHostBridge bridge = new PciHostBridge();
        plane.persist("pci-host-bridge", bridge);
        plane.persist("reset", reset);
        map(
            "pci",
            PciConfigurationPorts.BASE,
            PciConfigurationPorts.PORTS,
            new PciConfigurationPorts(Map.of(HOST_BRIDGE, bridge), reset));
      } else {
        map("reset", ResetControl.BASE, ResetControl.PORTS, reset);
      }
    }

    /** A global system interrupt as QEMU numbers them: those of the ISA bus are its lines. */
    private InterruptLine globalInterrupt(int number) {
      boolean isa = number < InterruptRouting.ISA_LINES && number != InterruptRouting.TIMER_PIN;
      return isa ? interrupts.isa(number) : interrupts.gsi(number);
    }

    void ports() {
      if (options.has(PcDevice.I8042)) {
        KeyboardController keyboard =
            new KeyboardController(interrupts.isa(KEYBOARD_IRQ), plane.power()::reset);
        plane.persist("i8042", keyboard);
        map("i8042", KeyboardController.DATA_PORT, 1, keyboard.dataPort());
        map("i8042", KeyboardController.COMMAND_PORT, 1, keyboard.commandPort());
      }
      map("port-92", SystemControlPortA.PORT, 1, new SystemControlPortA(plane.power()::reset));
      map("post-code", PostCodePort.PORT, 1, new PostCodePort());
      if (options.has(PcDevice.DEBUG_EXIT)) {
        GuestTestParts.debugExit(plane);
      }
      if (options.has(PcDevice.FW_CFG)) {
        GuestTestParts.firmwareConfiguration(plane);
      }
      if (options.has(PcDevice.PC_TESTDEV)) {
        GuestTestParts.testDevice(
            plane, IntStream.range(0, TestDevice.LINES).mapToObj(this::globalInterrupt).toList());
      }
      if (options.has(PcDevice.SHUTDOWN)) {
        map("shutdown", ShutdownPort.PORT, 1, new ShutdownPort(plane.power()::off));
      }
    }
  }
}
