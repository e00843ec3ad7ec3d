"""Run a command on a terminal of COLUMNS and print what it shows: terminal.py COLUMNS COMMAND..."""
import fcntl
import os
import struct
import subprocess
import sys
import termios
import threading

END = b"\0the end\0"
master, slave = os.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
command = subprocess.Popen(sys.argv[2:], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)


def end():
    """A terminal that the last one closes may lose what was written: this one stays open, and its end is said."""
    command.wait()
    os.write(slave, END)


threading.Thread(target=end).start()
shown = b""
while not shown.endswith(END):
    shown += os.read(master, 65536)
sys.stdout.buffer.write(shown[: -len(END)].replace(b"\r\n", b"\n"))
sys.exit(command.wait())
