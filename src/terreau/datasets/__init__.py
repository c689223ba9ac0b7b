"""Where figures and territories come from, and how they are kept.

Sources, the catalogue and the store of imported tables, the scan engines, the
bundled reference (``reference``) and the fictitious example country
(``example``). Reads and writes Parquet with pyarrow; knows nothing of Django.
"""
