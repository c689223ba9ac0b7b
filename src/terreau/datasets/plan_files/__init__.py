"""Action plans as territories keep them: a spreadsheet, one action a line or nearly.

From the bytes of an XLSX, ODS or CSV file (`reading`) to proposed sheets (`proposals`), by way of
the line of the headings (`headings`), what each column holds (`columns`), and what each cell says:
amounts, days, states, names. Nothing is written anywhere, and nothing raises but `BadInput`: what
is not understood stays beside what was written, with a `Remark`. What the rows become in a plan,
and who may write it, is the web's concern.
"""
