"""An invented clinic with a year of work behind it: to try Kith, to teach with it, to look at.

Here: its people and their stories (data/), and the writing of them into an empty record, through
the services a clinic uses. Nobody in it is real. Not here: anything a real clinic runs on.
"""
