"""Public registers of establishments: read from their stock files, or asked one by one.

Nothing here names a person: names of natural persons are not read at all, and what asked not to be
shown comes without its name.
"""

from terreau.datasets.registers.choosing import Chosen as Chosen
from terreau.datasets.registers.choosing import activities as activities
from terreau.datasets.registers.establishment import Establishment as Establishment
from terreau.datasets.registers.stock import StockRead as StockRead
from terreau.datasets.registers.stock import read_stock as read_stock
