"""One check a file. The file's name is the finding's code, its docstring explains it to authors."""
