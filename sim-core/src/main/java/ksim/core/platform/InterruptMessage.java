package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What travels on the bus between APICs.
 *
 * @param mode what the destination is to do
 * @param vector 0 to 255
 * @param levelTriggered whether the end of the interrupt is to be reported
 * @param destination who is meant
 */
record InterruptMessage(
    DeliveryMode mode, int vector, boolean levelTriggered, Destination destination) {

  void save(DataOutput out) throws IOException {
    out.writeUTF(mode.name());
    out.writeByte(vector);
    out.writeBoolean(levelTriggered);
    out.writeUTF(destination.kind().name());
    out.writeInt(destination.value());
  }

  static InterruptMessage restore(DataInput in) throws IOException {
    return new InterruptMessage(
        SavedEnum.read(in, DeliveryMode.class),
        in.readUnsignedByte(),
        in.readBoolean(),
        new Destination(SavedEnum.read(in, Destination.Kind.class), in.readInt()));
  }
}
