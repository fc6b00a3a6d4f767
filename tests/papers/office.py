"""LibreOffice without a screen, as another program that calculates: one process that tests talk to."""
import os
import shutil
import subprocess
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue


class Office:
    def __init__(self):
        self.folder = tempfile.mkdtemp()
        pipe = f"sekisho{os.getpid()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{self.folder}/profile", f"--accept=pipe,name={pipe};urp"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        resolver = uno.getComponentContext().ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", uno.getComponentContext())
        self.context = self.reach(resolver, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    @staticmethod
    def reach(resolver, address, patience=60):
        end = time.monotonic() + patience
        while True:
            try:
                return resolver.resolve(address)
            except Exception:  # pylint: disable=broad-except
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def open(self, path):
        hidden = PropertyValue()
        hidden.Name, hidden.Value = "Hidden", True
        return self.desktop.loadComponentFromURL(f"file://{os.path.abspath(path)}", "_blank", 0, (hidden,))

    def end(self):
        try:
            self.desktop.terminate()
        except Exception:  # pylint: disable=broad-except
            pass
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def column(sheet, number, first, count):
    """Values of `count` cells downwards."""
    return [row[0] for row in sheet.getCellRangeByPosition(number, first, number, first + count - 1).getDataArray()]


def set_column(sheet, number, first, values):
    sheet.getCellRangeByPosition(number, first, number, first + len(values) - 1).setDataArray(tuple((value,) for value in values))


def ids(sheet, first):
    """The first column from row `first` on, down to the first empty cell."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    found = column(sheet, 0, first, cursor.getRangeAddress().EndRow - first + 1)
    return found[:found.index("")] if "" in found else found
