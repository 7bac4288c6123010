@echo off
rem The same as ./run on Linux: needs nothing but Python 3.11 or newer.
py -3 "%~dp0installer\setup_env.py" run %*
