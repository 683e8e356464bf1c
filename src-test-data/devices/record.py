#!/usr/bin/env python3
"""Records what the devices of QEMU's PC answer, register by register, while its clock stands still.

    ./record.py            writes a transcript beside this script for each device

The accesses are random, from a fixed seed, over the registers that a device has. A line of a transcript is an access:
w or r, its width in bytes, the port or (from 0x10000 on) the address, and the value written or read, in hexadecimal.
"""
import os
import random
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
QEMU = "qemu-system-x86_64"
ARGUMENTS = ["-M", "pc", "-S", "-qtest", "stdio", "-qtest-log", "/dev/null", "-display", "none", "-nodefaults",
             "-serial", "null", "-rtc", "base=2024-02-28T23:59:30,clock=vm"]
LETTERS = {1: "b", 2: "w", 4: "l", 8: "q"}


class Machine:
    def __init__(self):
        self.process = subprocess.Popen([QEMU] + ARGUMENTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = []

    def command(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        while True:
            answer = self.process.stdout.readline().split()
            if answer and answer[0] == "OK":
                return answer[1:]
            if answer and answer[0] == "FAIL":
                raise RuntimeError(f"{text}: {' '.join(answer)}")

    def write(self, width, address, value, keep=True):
        verb = ("out" if address < 0x10000 else "write") + LETTERS[width]
        self.command(f"{verb} 0x{address:x} 0x{value:x}")
        if keep:
            self.lines.append(f"w{width} {address:x} {value:x}")

    def read(self, width, address):
        verb = ("in" if address < 0x10000 else "read") + LETTERS[width]
        value = int(self.command(f"{verb} 0x{address:x}")[0], 16)
        self.lines.append(f"r{width} {address:x} {value:x}")
        return value

    def save(self, name):
        self.process.kill()
        version = subprocess.run([QEMU, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
        with open(os.path.join(HERE, name), "w") as out:
            out.write(f"# {version}; {os.path.basename(__file__)}\n")
            out.write("\n".join(self.lines) + "\n")


def uart(random):
    """Loopback, FIFOs, divisor and causes of interrupts; the transmitter's only where both sides agree what it is."""
    machine = Machine()
    for register, value in ((0x3fb, 3), (0x3fc, 0), (0x3fa, 0), (0x3f9, 0), (0x3ff, 0)):
        machine.write(1, register, value)
    for _ in range(600):
        choice = random.randrange(12)
        if choice == 0:
            machine.write(1, 0x3f9, random.choice([0, 1, 5]))
        elif choice == 1:
            machine.write(1, 0x3fa, random.choice([0, 0x01, 0x41, 0x81, 0xc1, 0x03]))
        elif choice == 2:
            machine.write(1, 0x3fc, random.choice([0x10, 0x1f, 0x1a, 0x15, 0x0b, 0x00]))
        elif choice == 3:
            machine.write(1, 0x3fb, 0x83)
            machine.write(1, 0x3f8, random.randrange(1, 256))
            machine.write(1, 0x3f9, random.randrange(256))
            machine.read(1, 0x3f8)
            machine.read(1, 0x3f9)
            machine.write(1, 0x3fb, 3)
        elif choice <= 6:
            for _ in range(random.randrange(1, 20)):
                machine.write(1, 0x3f8, random.randrange(256))
        elif choice <= 8:
            if machine.read(1, 0x3fd) & 1:
                machine.read(1, 0x3f8)
        else:
            machine.read(1, random.choice([0x3f9, 0x3fa, 0x3fb, 0x3fc, 0x3fd, 0x3fe, 0x3ff]))
        if random.randrange(40) == 0:
            machine.write(1, 0x3ff, random.randrange(256))
    machine.save("uart.txt")


def hpet(random):
    """Registers of the event timer while it stands: not its routes, of which this machine has fewer than others, and
    not its 32-bit mode, in which QEMU lets the upper half of the comparator be written."""
    machine = Machine()
    base = 0xfed00000
    offsets = [0x00, 0x10, 0x20, 0xf0, 0x100, 0x108, 0x120, 0x128, 0x140, 0x148]
    for _ in range(1200):
        offset = random.choice(offsets)
        value = random.getrandbits(64) & random.getrandbits(64)
        half = 0 if offset in (0x100, 0x120, 0x140) else random.randrange(2) * 4
        if random.randrange(2):
            machine.read(4, base + offset + half)
        elif offset == 0x10:
            machine.write(4, base + offset, random.choice([0, 2]))
        elif offset in (0x100, 0x120, 0x140):
            machine.write(4, base + offset, value & 0x3e4c | 0x30)
        else:
            machine.write(4, base + offset + half, value & 0xffffffff)
    machine.save("hpet.txt")


def clock(random):
    """The calendar in all formats, set and read, and the chip's memory. The seconds are not read: QEMU's go on."""
    machine = Machine()

    def put(index, value):
        machine.write(1, 0x70, index)
        machine.write(1, 0x71, value)

    def get(index):
        machine.write(1, 0x70, index)
        return machine.read(1, 0x71)

    def encode(value, binary):
        return value if binary else value // 10 << 4 | value % 10

    for _ in range(40):
        binary = random.randrange(2)
        hours24 = random.randrange(2)
        put(0x0b, 0x80 | binary << 2 | hours24 << 1)
        hour = random.randrange(24)
        if not hours24:
            hour12 = encode(hour % 12 or 12, binary) | (0x80 if hour >= 12 else 0)
        put(4, encode(hour, binary) if hours24 else hour12)
        put(0, encode(random.randrange(30), binary))
        put(2, encode(random.randrange(60), binary))
        put(7, encode(random.randrange(1, 29), binary))
        put(8, encode(random.randrange(1, 13), binary))
        put(9, encode(random.randrange(100), binary))
        put(0x32, encode(random.choice([19, 20, 21]), binary))
        put(0x0b, binary << 2 | hours24 << 1)
        for index in (2, 4, 7, 8, 9, 0x32, 0x0b, 0x0d):
            get(index)
        put(0x0b, random.choice([0, 2, 4, 6]))
        for index in (2, 4, 7, 8, 9, 0x32):
            get(index)
        memory = random.choice([0x0e, 0x0f, 0x20, 0x40, 0x70])
        put(memory, random.randrange(256))
        get(memory)
    machine.save("clock.txt")


def timer(random):
    """The interval timer: commands, latches and the order of bytes. Its count is loaded, and stands."""
    machine = Machine()
    for _ in range(200):
        counter = random.choice([0, 1])
        access = random.choice([1, 2, 3])
        mode = random.choice([2, 3])
        machine.write(1, 0x43, counter << 6 | access << 4 | mode << 1)
        count = random.randrange(64, 0xffff) & ~1
        if access & 1:
            machine.write(1, 0x40 + counter, count & 0xff)
        if access & 2:
            machine.write(1, 0x40 + counter, count >> 8)
        for _ in range(random.randrange(4)):
            latches = [counter << 6, 0xd0 | 2 << counter]
            if mode == 3:  # QEMU's output in mode 2 is low where the data sheet's is high
                latches += [0xc0 | 2 << counter, 0xe0 | 2 << counter]
            machine.write(1, 0x43, random.choice(latches))
            for _ in range(random.randrange(4)):
                machine.read(1, 0x40 + counter)
        for _ in range(4):
            machine.read(1, 0x40 + counter)  # what is latched, which a new control word forgets here but not in QEMU
    machine.save("timer.txt")


def pci(random):
    """What the host bridge is, and the addresses at which there is nothing. QEMU's bridge lets more be written than the
    data sheet."""
    machine = Machine()
    for _ in range(600):
        function = random.choice([0, 0, 0, 0x10 << 11, 5 << 16])
        offset = random.choice([0, 8, 0x10, 0x14, 0x30, 0x34])
        width = random.choice([1, 2, 4])
        place = 0 if width == 4 else random.choice([0, 2] if width == 2 else [0, 1, 2, 3])
        machine.write(4, 0xcf8, 0x80000000 | function | offset)
        if random.randrange(3):
            machine.read(width, 0xcfc + place)
        else:
            machine.write(width, 0xcfc + place, random.getrandbits(8 * width))
        if random.randrange(10) == 0:
            machine.read(4, 0xcf8)
    machine.save("pci.txt")


def keyboard(random):
    """The 8042's own commands; what a keyboard answers is another matter."""
    machine = Machine()
    machine.write(1, 0x64, 0xaa)
    machine.read(1, 0x60)
    machine.write(1, 0x64, 0x60)
    machine.write(1, 0x60, 0x74)
    for _ in range(500):
        command = random.choice([0x20, 0x60, 0xaa, 0xab, 0xa7, 0xa8, 0xad, 0xae, 0xd0])
        machine.write(1, 0x64, command)
        if command == 0x60:
            machine.write(1, 0x60, random.getrandbits(8) & 0x74)
        elif command not in (0xa7, 0xa8, 0xad, 0xae):
            machine.read(1, 0x64)
            machine.read(1, 0x60)
        machine.read(1, 0x64)
    machine.save("keyboard.txt")


for record in (uart, hpet, clock, timer, pci, keyboard):
    record(random.Random(record.__name__))
