"""`python -m shengsi` is the console command."""

from shengsi.cli import main

if __name__ == "__main__":
    main()
