"""What is made before the program runs: compiled texts, sounds, installers. Imports `app`; nothing imports it back."""
